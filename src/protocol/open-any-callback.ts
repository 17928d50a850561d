import type { CallbackEvent, Challenge } from "./callback-event.ts";
import type { CallbackSecrets } from "./callback-secrets.ts";
import { parseJsonObject } from "./json-object.ts";
import { legacyAgeSeconds } from "./legacy-age.ts";
import { type CallbackRequest, openCallback } from "./open-callback.ts";
import { openLegacyCard } from "./open-legacy-card.ts";
import { ProtocolError } from "./protocol-error.ts";
import { type Freshness, isUnsigned, SIGNATURE_HEADER, TIMESTAMP_HEADER } from "./signature.ts";

/**
 * One door for both generations of callbacks: `openCallback`, or `openLegacyCard` for what is of that form: signed with
 * 40 digits instead of 64, or a challenge in the clear where the newer form would be encrypted. Each is judged by its own
 * rule, and what one refuses is not shown to the other. Throws ProtocolError, also "stale_timestamp" for the older form.
 */
export function openAnyCallback(
  request: CallbackRequest,
  secrets: CallbackSecrets,
  freshness: Freshness,
): Challenge | CallbackEvent {
  if (!isLegacy(request, secrets)) return openCallback(request, secrets, freshness);
  const message = openLegacyCard(request, secrets);
  if (message.kind === "event") requireFresh(request.headers[TIMESTAMP_HEADER] ?? "", freshness);
  return message;
}

function isLegacy({ headers, body }: CallbackRequest, { encryptions }: CallbackSecrets): boolean {
  if (!isUnsigned(headers)) return /^[0-9a-f]{40}$/.test(headers[SIGNATURE_HEADER] ?? "");
  return encryptions.length > 0 && !Object.hasOwn(parseJsonObject(body), "encrypt");
}

function requireFresh(timestamp: string, { now, toleranceSeconds = 300 }: Freshness): void {
  const age = legacyAgeSeconds(timestamp, now);
  // Fail closed: what is no time could be any.
  if (age === undefined || age > toleranceSeconds) {
    throw new ProtocolError("stale_timestamp", "the older callback's timestamp is too far away, or no time");
  }
}
