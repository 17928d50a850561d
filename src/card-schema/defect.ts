import type { JsonObject } from "../protocol/json-object.ts";
import type { CardElement } from "./card-elements.ts";

/** Why the platform does not take a card. */
export interface CardDefect {
  /** The sub-code that 230099 carries in its text, such as 200621. */
  readonly errCode: number;
  /** The way to the element, as the platform writes it: `ROOT -> body -> elements -> [1](tag: note)`. */
  readonly errPath?: string | undefined;
  readonly errMsg: string;
  readonly errValue?: string | undefined;
  /** The way to what is wrong, where it is one place, for whoever mends the card. */
  readonly at?: CardElement["path"] | undefined;
}

/** Who and what a card may name. */
export interface CardReferences {
  /** Whether a mention of this id or e-mail address means somebody. */
  readonly isPerson: (id: string) => boolean;
  readonly isImage: (imageKey: string) => boolean;
  /** Whether a template of this id was released. */
  readonly isTemplate: (templateId: string) => boolean;
}

/** Finds all that is wrong with a card in one respect; the first of it is what the platform tells. */
export type CardRule = (card: JsonObject, references: CardReferences) => Iterable<CardDefect>;

/** 200621, the answer to everything that is not the JSON of a card. */
export function notCardJson(errValue: string, at?: CardElement["path"]): CardDefect {
  return {
    at,
    errCode: 200621,
    errMsg: "parse card json err, please check whether the card json is correct",
    errValue,
  };
}
