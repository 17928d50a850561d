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

export type CardElement = Markdown | Div | ColumnSet | Button | Rule | Form | Input | Image;

export interface PlainText extends Localised {
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
  readonly type: "primary" | "danger" | "text";
  readonly width?: "fill";
  readonly size?: "small";
  readonly text: PlainText;
  /** Without a title, older clients do not react at all. */
  readonly confirm?: { readonly title: PlainText; readonly text: PlainText };
  /** Sends what was filled in. It takes effect only inside a form, where each element needs a name of its own. */
  readonly form_action_type?: "submit";
  readonly name?: string;
  readonly behaviors: readonly [
    { readonly type: "callback"; readonly value: Readonly<Record<string, string>> },
  ];
}

/** Stands only at the root of a card, and has a submit button in it. */
export interface Form {
  readonly tag: "form";
  readonly name: string;
  readonly vertical_spacing: string;
  readonly elements: readonly CardElement[];
}

interface Input {
  readonly tag: "input";
  readonly name: string;
  readonly input_type: "multiline_text";
  readonly rows: number;
  readonly width: "fill";
  /** 1000 at most. */
  readonly max_length: number;
  /** Of at most 100 characters. */
  readonly placeholder: PlainText;
  /** Only the client sees to it: whoever is sent the form still has to. */
  readonly required: boolean;
}

interface Image {
  readonly tag: "img";
  /** Of an image that the same app uploaded; any other makes Lark refuse the card. */
  readonly img_key: string;
  readonly alt: PlainText;
  readonly scale_type: "fit_horizontal";
  readonly corner_radius: string;
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
