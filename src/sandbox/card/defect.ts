import type { JsonObject } from "../../protocol/json-object.ts";
import type { Tenant } from "../tenant/tenant.ts";

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
export type CardReferences = Pick<Tenant, "people" | "images">;

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
