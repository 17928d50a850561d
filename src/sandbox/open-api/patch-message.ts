import { cardSchema } from "../../card-schema/card-elements.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { CardScreen } from "../client/card-screen.ts";
import { readBody, requireText, success } from "./call-body.ts";
import { findMessage } from "./find-message.ts";
import type { Work } from "./gateway.ts";
import { cardRefused, readContent } from "./message-content.ts";
import { invalidParameter, recalled, tooOften } from "./message-errors.ts";
import { PlatformError } from "./platform-error.ts";
import type { MessagesApi } from "./send-message.ts";

const LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;

/**
 * `PATCH im/v1/messages/:message_id`: a card for a card, both with `update_multi: true` written out and of one schema,
 * within 14 days, unless recalled.
 */
export function createPatchWork({ tenant, clock, rate, perTarget }: MessagesApi, screen: CardScreen): Work {
  return async ({ request, params }) => {
    const message = findMessage(tenant, params["message_id"]);
    const content = requireText(await readBody(request), "content");
    if (message.msg_type !== "interactive") throw invalidParameter("This message is NOT a card.");
    if (message.deleted) throw recalled();
    if (clock().getTime() - message.create_time > LIFETIME_MS) {
      throw new PlatformError(230031, "Message can only be modified within 14 days after sending.");
    }
    const card = readContent("interactive", content, tenant);
    if (!isShared(message.content) || !isShared(card)) {
      throw invalidParameter("update_multi must be true in the card before and after the update");
    }
    checkSchema(message.content, card);
    if (perTarget && rate.take(message.message_id, perTarget, 1000)) throw tooOften();
    screen.update(message.message_id, card);
    return success({}, "ok");
  };
}

function isShared(card: unknown): boolean {
  const config = isJsonObject(card) ? card["config"] : undefined;
  return isJsonObject(config) && config["update_multi"] === true;
}

/** The schema of a message is settled when it is sent. */
function checkSchema(before: unknown, after: unknown): void {
  if (cardSchema(before) === cardSchema(after)) return;
  throw cardRefused(
    cardSchema(after) === 2
      ? { errCode: 200800, errMsg: "create universal card fail" }
      : { errCode: 200830, errMsg: "cards of schema V2 can not be updated to schema V1" },
  );
}
