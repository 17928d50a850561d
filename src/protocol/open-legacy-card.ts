import type { CallbackEvent, Challenge } from "./callback-event.ts";
import { isUrlVerification, readMessage, verificationTokenOf } from "./callback-event.ts";
import type { CallbackSecrets } from "./callback-secrets.ts";
import { ownId, parseJsonObject } from "./json-object.ts";
import type { CallbackRequest } from "./open-callback.ts";
import { ProtocolError } from "./protocol-error.ts";
import { isUnsigned, verifyLegacySignature } from "./signature.ts";

export const LEGACY_CARD_TYPE = "card.action.trigger_v1";

/**
 * Opens a card callback of the older kind, `card.action.trigger_v1`: flat, never encrypted, signed with SHA-1 and the
 * verification token. A door of its own, so that no body can choose the weaker scheme by how it looks.
 * Throws ProtocolError.
 */
export function openLegacyCard(
  { headers, body }: CallbackRequest,
  { verificationTokens, isVerificationToken }: CallbackSecrets,
): Challenge | CallbackEvent {
  const unsigned = isUnsigned(headers);
  const signature = unsigned ? "" : verifyLegacySignature(headers, body, { verificationTokens });
  const payload = parseJsonObject(body);
  if (unsigned) {
    if (!isUrlVerification(payload)) {
      throw new ProtocolError("missing_signature", "only a url_verification may come unsigned");
    }
    if (!isVerificationToken(verificationTokenOf(payload))) {
      throw new ProtocolError("wrong_token", "the verification token is not ours");
    }
    return readMessage(payload);
  }
  if (["schema", "header", "encrypt"].some((key) => Object.hasOwn(payload, key))) {
    throw new ProtocolError("malformed", "not a card callback of the older kind");
  }
  return {
    kind: "event",
    eventType: LEGACY_CARD_TYPE,
    // This kind has no event id. Its signature covers time, nonce and body, so that a replay has it and no other click.
    eventId: signature,
    tenantKey: ownId(payload, "tenant_key"),
    payload,
  };
}
