import type { CallbackEvent, Challenge } from "./callback-event.ts";
import { isUrlVerification, readMessage, verificationTokenOf } from "./callback-event.ts";
import type { CallbackSecrets } from "./callback-secrets.ts";
import type { Cipher } from "./encryption.ts";
import type { JsonObject } from "./json-object.ts";
import { own, parseJsonObject } from "./json-object.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { CallbackHeaders, Freshness } from "./signature.ts";
import { isUnsigned, verifySignature } from "./signature.ts";

export interface CallbackRequest {
  readonly headers: CallbackHeaders;
  /** The bytes as they came over the wire: the signature knows no other form. */
  readonly body: Uint8Array;
}

/**
 * Opens what claims to be an event or a card callback of Lark's, and vouches for it: the signature is right and fresh,
 * then it decrypts, then it holds the verification token, and only then is it read.
 * With an encrypt key nothing in the clear is taken, and nothing unsigned but a `url_verification`, which Lark does not
 * sign. Throws ProtocolError, and nothing else, on any bytes.
 */
export function openCallback(
  { headers, body }: CallbackRequest,
  { appId, encryptions, isVerificationToken }: CallbackSecrets,
  freshness: Freshness,
): Challenge | CallbackEvent {
  const payload = readProven({ headers, body }, encryptions, freshness);
  if (!isVerificationToken(verificationTokenOf(payload))) {
    throw new ProtocolError("wrong_token", "the verification token is not ours");
  }
  const message = readMessage(payload);
  if (message.kind === "event" && appId !== undefined && (message.appId ?? appId) !== appId) {
    throw new ProtocolError("wrong_app", "the callback is for another app");
  }
  return message;
}

function readProven(
  { headers, body }: CallbackRequest,
  encryptions: CallbackSecrets["encryptions"],
  freshness: Freshness,
): JsonObject {
  if (encryptions.length === 0) return readPlain(body);
  if (isUnsigned(headers)) return readUnsigned(body, encryptions);
  const encryptKeys = encryptions.map(({ encryptKey }) => encryptKey);
  const signer = encryptions[verifySignature(headers, body, { encryptKeys, ...freshness })];
  if (signer === undefined) throw new ProtocolError("bad_signature", "signed with none of the keys");
  return readEncrypted(body, signer.cipher);
}

/** Nothing says which key it is encrypted with: the first that makes a `url_verification` of it. */
function readUnsigned(body: Uint8Array, encryptions: CallbackSecrets["encryptions"]): JsonObject {
  let fault = new ProtocolError("missing_signature", "only a url_verification may come unsigned");
  for (const { cipher } of encryptions) {
    try {
      const payload = readEncrypted(body, cipher);
      if (isUrlVerification(payload)) return payload;
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      fault = thrown;
    }
  }
  throw fault;
}

function readPlain(body: Uint8Array): JsonObject {
  const payload = parseJsonObject(body);
  if (Object.hasOwn(payload, "encrypt")) {
    throw new ProtocolError("encrypted_without_key", "the callback is encrypted and no encrypt key is set");
  }
  return payload;
}

/** Takes the `encrypt` member alone: nothing but the signature speaks for what else lies beside it. */
function readEncrypted(body: Uint8Array, cipher: Cipher): JsonObject {
  const envelope = parseJsonObject(body);
  if (!Object.hasOwn(envelope, "encrypt")) {
    throw new ProtocolError("plaintext_when_key_configured", "the callback is not encrypted");
  }
  const encrypt = own(envelope, "encrypt");
  if (typeof encrypt !== "string" || encrypt === "")
    throw new ProtocolError("malformed", "encrypt is not a text");
  return parseJsonObject(cipher.decrypt(encrypt));
}
