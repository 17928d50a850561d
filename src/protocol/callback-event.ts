import type { JsonObject } from "./json-object.ts";
import { own, ownId, ownObject, ownString } from "./json-object.ts";
import { ProtocolError } from "./protocol-error.ts";

/** Lark asks whether the address is ours; it is answered `{"challenge": …}` within a second. */
export interface Challenge {
  readonly kind: "challenge";
  readonly challenge: string;
}

export interface CallbackEvent {
  readonly kind: "event";
  /** Such as `card.action.trigger`. */
  readonly eventType: string;
  /** The same in every delivery of the same event, and in no other. */
  readonly eventId: string;
  readonly appId?: string | undefined;
  /** The tenant that the app belongs to; whoever clicked may be of another. */
  readonly tenantKey?: string | undefined;
  /** The whole message, decrypted, as Lark wrote it. */
  readonly payload: JsonObject;
  /** By which the log tells what became of it: this server's own, given at the door. */
  readonly requestId?: string | undefined;
}

/** Reads a message of either envelope, or a challenge. Throws ProtocolError "malformed". */
export function readMessage(payload: JsonObject): Challenge | CallbackEvent {
  if (isUrlVerification(payload)) return { kind: "challenge", challenge: required(payload, "challenge") };
  return isSchema2(payload) ? readSchema2(payload) : readSchema1(payload);
}

export function isUrlVerification(payload: JsonObject): boolean {
  return own(payload, "type") === "url_verification" && !isSchema2(payload);
}

/** Where the verification token stands. `event.token` is another thing: the right to update the clicked card. */
export function verificationTokenOf(payload: JsonObject): string | undefined {
  const envelope = isSchema2(payload) ? ownObject(payload, "header") : payload;
  return envelope && ownString(envelope, "token");
}

function isSchema2(payload: JsonObject): boolean {
  return Object.hasOwn(payload, "schema");
}

function readSchema2(payload: JsonObject): CallbackEvent {
  const header = ownObject(payload, "header") ?? {};
  return {
    kind: "event",
    eventType: required(header, "event_type"),
    eventId: required(header, "event_id"),
    appId: ownId(header, "app_id"),
    tenantKey: ownId(header, "tenant_key"),
    payload,
  };
}

function readSchema1(payload: JsonObject): CallbackEvent {
  const event = ownObject(payload, "event") ?? {};
  return {
    kind: "event",
    eventType: required(event, "type"),
    eventId: required(payload, "uuid"),
    appId: ownId(event, "app_id"),
    tenantKey: ownId(event, "tenant_key"),
    payload,
  };
}

function required(object: JsonObject, key: string): string {
  const value = ownId(object, key);
  if (value === undefined) throw new ProtocolError("malformed", `${key} is not a text, or empty`);
  return value;
}
