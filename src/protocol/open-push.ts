import type { CallbackEvent } from "./callback-event.ts";
import { readMessage } from "./callback-event.ts";
import { parseJsonObject } from "./json-object.ts";
import { ProtocolError } from "./protocol-error.ts";

/**
 * Reads what came over the long connection: in the clear and unsigned, for the connection itself is what proves Lark.
 * Never for bytes that came any other way. Throws ProtocolError "malformed".
 */
export function openPush(payload: Uint8Array): CallbackEvent {
  const message = readMessage(parseJsonObject(payload));
  if (message.kind === "challenge")
    throw new ProtocolError("malformed", "a challenge does not come this way");
  return message;
}
