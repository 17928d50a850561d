import { isJsonObject } from "../protocol/json-object.ts";
import { cardElements, cardSchema } from "./card-elements.ts";
import type { Tenant } from "./tenant.ts";

/** Why the platform does not take a card. */
export interface CardDefect {
  /** One of the sub-codes of 230099, such as 200621. */
  readonly errCode: number;
  readonly errMsg: string;
  readonly errValue?: string | undefined;
}

/** Who and what a card may name. */
export type CardReferences = Pick<Tenant, "people" | "images">;

/** The first rule of the platform that the card breaks, or undefined for a good one. */
export function cardDefect(card: unknown, _references: CardReferences): CardDefect | undefined {
  if (!isJsonObject(card)) return notCardJson("a card has to be an object");
  if (card["type"] === "template") {
    return {
      errCode: 200380,
      errMsg: "template does not exist, please confirm whether this template has been released",
    };
  }
  if (cardSchema(card) === 2) {
    for (const { tag } of cardElements(card)) {
      if (tag === "action" || tag === "note") {
        return {
          errCode: 200861,
          errMsg: "cards of schema V2 no longer support this capability",
          errValue: `unsupported tag ${tag}`,
        };
      }
    }
    if ([...cardElements(card)].length > 200) return { errCode: 11310, errMsg: "element exceeds the limit" };
  }
  return undefined;
}

function notCardJson(errValue: string): CardDefect {
  return {
    errCode: 200621,
    errMsg: "parse card json err, please check whether the card json is correct",
    errValue,
  };
}
