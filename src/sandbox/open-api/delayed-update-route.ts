import { Elysia } from "elysia";

import { CARD_LIMIT_BYTES } from "../../card-schema/card-defect.ts";
import { cardSchema } from "../../card-schema/card-elements.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import type { UpdateTokenDefect, UpdateTokens } from "../callback/update-tokens.ts";
import type { CardScreen } from "../client/card-screen.ts";
import { isShared } from "../tenant/sharing.ts";
import { shownCard } from "../tenant/shown-card.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxMessage } from "../view.ts";
import { readBody } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { PlatformError } from "./platform-error.ts";

export interface DelayedUpdateOptions {
  readonly tenant: Tenant;
  readonly screen: CardScreen;
  readonly updateTokens: UpdateTokens;
}

/** With its template filled in. */
const CONVERTED_LIMIT_BYTES = 100 * 1024;

const TOKEN_DEFECTS = {
  300020: "the format of the token is wrong",
  300030: "the token has expired",
  300040: "the token has been used up",
} as const satisfies Record<UpdateTokenDefect, string>;

/** `POST interactive/v1/card/update`: a card by the token of a click, after that click was answered. */
export function delayedUpdateRoute(gateway: Gateway, options: DelayedUpdateOptions) {
  return new Elysia().post(
    "/open-apis/interactive/v1/card/update",
    gateway({ api: "delayed_update", fault: "patch" }, update(options)),
    { parse: "none" },
  );
}

function update({ tenant, screen, updateTokens }: DelayedUpdateOptions): Work {
  return async ({ request }) => {
    const { token, card: sent } = await readBody(request).catch((): JsonObject => ({}));
    if (typeof token !== "string") throw new PlatformError(100030, "the parameters are not valid JSON");
    if (!isJsonObject(sent)) throw new PlatformError(10002, "the card is invalid");
    const { openIds, card } = readUpdate(sent, tenant);
    const used = updateTokens.use(token);
    if (typeof used === "number") throw new PlatformError(used, TOKEN_DEFECTS[used]);
    const message = tenant.messages.find(used.messageId);
    if (!message || message.deleted) throw new PlatformError(200000, "the message has been recalled");
    if (cardSchema(card) !== cardSchema(message.content)) throw badCard();
    screen.update(message.message_id, card, isShared(card) ? undefined : viewersOf(openIds, tenant, message));
    return { code: 0, msg: "ok" };
  };
}

/** Whom an update is for stands in the card itself, and only in one of JSON 1.0: in 2.0 it is an unknown member. */
function readUpdate(
  sent: JsonObject,
  tenant: Tenant,
): { readonly openIds: unknown; readonly card: JsonObject } {
  const { open_ids: openIds, ...rest } = sent;
  const shown = shownCard(cardSchema(sent) === 2 ? sent : rest, tenant);
  if ("defect" in shown || isTooLong(sent)) throw badCard();
  if (Buffer.byteLength(JSON.stringify(shown.card)) > CONVERTED_LIMIT_BYTES) {
    throw new PlatformError(100000, "the card is longer than 100 KB after its conversion");
  }
  return { openIds, card: shown.card };
}

/** Throws PlatformError 300090 where a card that is not shared is for nobody, and 200320 where it is for strangers. */
function viewersOf(openIds: unknown, { chats }: Tenant, { chat_id }: SandboxMessage): readonly string[] {
  if (openIds === undefined)
    throw new PlatformError(300090, "open_ids is required for a card that is not shared");
  const members = chats.find(chat_id)?.members ?? [];
  const isFor = (id: unknown): id is string => typeof id === "string" && members.includes(id);
  if (Array.isArray(openIds) && openIds.length > 0 && openIds.every(isFor)) return openIds;
  throw new PlatformError(200320, "open_ids is wrong");
}

function isTooLong(card: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(card)) > CARD_LIMIT_BYTES;
}

function badCard(): PlatformError {
  return new PlatformError(11311, "the card does not meet the requirements");
}
