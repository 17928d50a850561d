/**
 * The part of Lark's card JSON 2.0 that our cards are made of. Version 2.0 refuses a card with a property it does not
 * know, so every name here is one that the platform's pages list.
 */
export interface CardJson {
  readonly schema: "2.0";
  readonly config: {
    /** Has to be there, and true, for the message to be updated later. */
    readonly update_multi: true;
    readonly enable_forward: false;
    readonly enable_forward_interaction: false;
    readonly locales: readonly string[];
    /** The line that notifications and the list of chats show. */
    readonly summary: Localised;
  };
  readonly header: {
    readonly template: Template;
    readonly title: PlainText;
    readonly text_tag_list: readonly TextTag[];
    readonly i18n_text_tag_list: Readonly<Record<string, readonly TextTag[]>>;
  };
  readonly body: {
    readonly padding: string;
    readonly vertical_spacing: string;
    readonly elements: readonly CardElement[];
  };
}

export type Template = "orange" | "green" | "red" | "grey";

/** `content` is for readers whose language is not among `i18n_content`. */
export interface Localised {
  readonly content: string;
  readonly i18n_content?: Readonly<Record<string, string>>;
}

export type CardElement = Markdown | Div | ColumnSet | Button | Rule;

interface PlainText extends Localised {
  readonly tag: "plain_text";
  readonly text_size?: TextSize;
  readonly text_color?: "grey";
}

export interface TextTag {
  readonly tag: "text_tag";
  readonly text: PlainText;
  readonly color: "orange" | "green" | "red" | "neutral";
}

interface Markdown extends Localised {
  readonly tag: "markdown";
  readonly text_size?: TextSize;
}

export interface Div {
  readonly tag: "div";
  readonly text: PlainText;
}

export interface ColumnSet {
  readonly tag: "column_set";
  readonly flex_mode: "none";
  readonly horizontal_spacing: string;
  readonly columns: readonly Column[];
}

interface Column {
  readonly tag: "column";
  readonly width: "weighted";
  readonly weight: 1;
  readonly vertical_spacing: string;
  readonly elements: readonly CardElement[];
}

export interface Button {
  readonly tag: "button";
  readonly element_id: string;
  readonly type: "primary" | "danger";
  readonly width: "fill";
  readonly text: PlainText;
  readonly behaviors: readonly [
    { readonly type: "callback"; readonly value: Readonly<Record<string, string>> },
  ];
}

interface Rule {
  readonly tag: "hr";
}

/** `normal` is 14 px, `notation` 12 px. */
export type TextSize = "normal" | "notation";

/** Elements side by side, each with the same share of the width. */
export function sideBySide(...columns: readonly (readonly CardElement[])[]): ColumnSet {
  return {
    tag: "column_set",
    flex_mode: "none",
    horizontal_spacing: "12px",
    columns: columns.map((elements) => ({
      tag: "column",
      width: "weighted",
      weight: 1,
      vertical_spacing: "2px",
      elements,
    })),
  };
}
