import {
  NONCE_HEADER,
  SIGNATURE_HEADER,
  signLegacyCard,
  TIMESTAMP_HEADER,
} from "../../protocol/signature.ts";
import type { Ids } from "../ids.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { CallbackParts } from "./callback-body.ts";
import { type CallbackRequest, PLAIN_HEADERS } from "./callback-request.ts";

/** The body of the older card callback, `card.action.trigger_v1`: flat, and without the verification token. */
export function legacyBody(
  { key }: Tenant,
  { message, operator, action, updateToken }: CallbackParts,
  timezone: string,
): object {
  return {
    open_id: operator.open_id,
    user_id: operator.user_id,
    open_message_id: message.message_id,
    open_chat_id: message.chat_id,
    tenant_key: key,
    token: updateToken,
    // Every action has the zone here, where the newer kind has it with dates and forms.
    action: { timezone, ...action },
  };
}

/** Never encrypted; signed with SHA-1 and the verification token over a timestamp in words, as it was seen. */
export function legacyRequest(
  payload: object,
  {
    verificationToken,
    ids,
    now,
  }: { readonly verificationToken: string; readonly ids: Ids; readonly now: Date },
): CallbackRequest {
  const body = JSON.stringify(payload);
  const timestamp = inChina(now);
  const nonce = uuid(ids);
  const headers = {
    ...PLAIN_HEADERS,
    "x-request-id": ids.next(),
    "x-refresh-token": uuid(ids),
    [TIMESTAMP_HEADER]: timestamp,
    [NONCE_HEADER]: nonce,
    [SIGNATURE_HEADER]: signLegacyCard({ timestamp, nonce, body, verificationToken }),
  };
  return { headers, body };
}

const EIGHT_HOURS_MS = 8 * 60 * 60 * 1000;

/** RFC 850 in the platform's own zone: `Monday, 14-Nov-22 15:53:37 CST`. */
function inChina(now: Date): string {
  const there = new Date(now.getTime() + EIGHT_HOURS_MS);
  const weekday = there.toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
  const [, day, month, year = "", time] = there.toUTCString().split(" ");
  return `${weekday}, ${day}-${month}-${year.slice(2)} ${time} CST`;
}

function uuid(ids: Ids): string {
  return ids.next().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
