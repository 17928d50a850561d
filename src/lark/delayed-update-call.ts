import type { JsonObject } from "../protocol/json-object.ts";
import type { ApiAnswer, ApiCall } from "./call-api.ts";
import type { LarkResult } from "./lark-fault.ts";

export interface DelayedUpdateCall {
  /**
   * Replaces the card of a click, by the token that came with it: after the click was answered, within 30 minutes, twice
   * at most. Whoever calls it counts the uses.
   */
  updateByToken(update: DelayedUpdate): Promise<LarkResult<object>>;
}

export interface DelayedUpdate {
  /** A secret. */
  readonly token: string;
  /** A card of the schema that was sent, or `{ "type": "template", "data": … }`. */
  readonly card: JsonObject;
  /** Who sees it, for a card that is not shared, and for no other. */
  readonly openIds?: readonly string[] | undefined;
  /** The message that was clicked, for its rate. */
  readonly messageId: string;
}

/** Lark, "Delayed update of message card". The card is an object here, and not its text. */
export function delayedUpdateCall(call: (request: ApiCall) => Promise<ApiAnswer>): DelayedUpdateCall {
  return {
    updateByToken: ({ token, card, openIds, messageId }) =>
      call({
        api: "card.update",
        family: "delayed",
        method: "POST",
        path: "/open-apis/interactive/v1/card/update",
        body: { token, card: openIds === undefined ? card : { ...card, open_ids: openIds } },
        target: messageId,
        secret: token,
      }),
  };
}
