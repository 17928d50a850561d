import type { JsonObject } from "../protocol/json-object.ts";

/** Why the platform does not take a card. */
export interface CardDefect {
  /** The sub-code that 230099 carries in its text, such as 200621. */
  readonly errCode: number;
  /** The way to the element, as the platform writes it: `ROOT -> body -> elements -> [1](tag: note)`. */
  readonly errPath?: string | undefined;
  readonly errMsg: string;
  readonly errValue?: string | undefined;
}

/** Who and what a card may name. */
export interface CardReferences {
  /** Whether a mention of this id or e-mail address means somebody. */
  readonly isPerson: (id: string) => boolean;
  readonly isImage: (imageKey: string) => boolean;
  /** Whether a template of this id was released. */
  readonly isTemplate: (templateId: string) => boolean;
}

/** Finds what is wrong with a card in one respect. */
export type CardRule = (card: JsonObject, references: CardReferences) => CardDefect | undefined;

/** 200621, the answer to everything that is not the JSON of a card. */
export function notCardJson(errValue: string): CardDefect {
  return {
    errCode: 200621,
    errMsg: "parse card json err, please check whether the card json is correct",
    errValue,
  };
}
