import { Elysia } from "elysia";

import { CARD_LIMIT_BYTES, cardDefect } from "../../card-schema/card-defect.ts";
import { cardSchema } from "../../card-schema/card-elements.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import type { UpdateTokenDefect, UpdateTokens } from "../callback/update-tokens.ts";
import type { CardScreen } from "../client/card-screen.ts";
import { referencesOf } from "../tenant/references.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { readBody } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { PlatformError } from "./platform-error.ts";

export interface DelayedUpdateOptions {
  readonly tenant: Tenant;
  readonly screen: CardScreen;
  readonly updateTokens: UpdateTokens;
}

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
    const { token, card } = await readBody(request).catch((): JsonObject => ({}));
    if (typeof token !== "string") throw new PlatformError(100030, "the parameters are not valid JSON");
    if (!isJsonObject(card)) throw new PlatformError(10002, "the card is invalid");
    if (isTooLong(card) || cardDefect(card, referencesOf(tenant))) throw badCard();
    const used = updateTokens.use(token);
    if (typeof used === "number") throw new PlatformError(used, TOKEN_DEFECTS[used]);
    const message = tenant.messages.find(used.messageId);
    if (!message || message.deleted) throw new PlatformError(200000, "the message has been recalled");
    if (cardSchema(card) !== cardSchema(message.content)) throw badCard();
    screen.update(message.message_id, card);
    return { code: 0, msg: "ok" };
  };
}

function isTooLong(card: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(card)) > CARD_LIMIT_BYTES;
}

function badCard(): PlatformError {
  return new PlatformError(11311, "the card does not meet the requirements");
}
