import type { CallbackEvent } from "../protocol/callback-event.ts";
import { ownId, ownObject } from "../protocol/json-object.ts";
import { secretDigest } from "../protocol/secret-digest.ts";
import { clickToken } from "./click-token.ts";

/**
 * What tells a repeat of an event from a new one. By the platform's page of `im.message.receive_v1` it is the message's
 * id there, for one message may come as two events; everywhere else it is the event's.
 */
export function inboxKey({ eventId, eventType, payload }: CallbackEvent): string {
  const message = ownObject(ownObject(payload, "event") ?? {}, "message");
  const messageId = message && ownId(message, "message_id");
  return eventType === "im.message.receive_v1" && messageId !== undefined ? `message:${messageId}` : eventId;
}

/** Of a click that may come in both generations of the protocol: of both it is the same, though their ids are not. */
export function clickKey(event: CallbackEvent): string {
  const token = clickToken(event);
  return token === undefined ? inboxKey(event) : `click:${secretDigest(token)}`;
}
