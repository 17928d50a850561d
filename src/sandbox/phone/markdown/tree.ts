/** A run of text within a block. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "strong" | "emphasis" | "strike"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly children: readonly Inline[] }
  | { readonly kind: "image"; readonly key: string; readonly alt: string }
  | { readonly kind: "font"; readonly color: string; readonly children: readonly Inline[] }
  | { readonly kind: "tag"; readonly color: string; readonly children: readonly Inline[] }
  | { readonly kind: "badge"; readonly text: string }
  /** `all`, or ids or e-mail addresses of people. */
  | { readonly kind: "mention"; readonly ids: readonly string[] }
  | { readonly kind: "person"; readonly id: string }
  /** `millisecond` is undefined for the time at which the card was sent. */
  | { readonly kind: "time"; readonly millisecond: number | undefined; readonly format: string };

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | {
      readonly kind: "list";
      readonly start: number | undefined;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "rule" }
  | {
      readonly kind: "table";
      readonly header: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };
