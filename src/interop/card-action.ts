import { type CardAction as Parsed, parseAction } from "../protocol/card-action.ts";
import { isJsonObject, isShallow, type JsonObject, own, parseJsonObject } from "../protocol/json-object.ts";
import { ProtocolError } from "../protocol/protocol-error.ts";

/** What somebody did on a card, under the names that guides use. */
export type CardAction = Parsed;

/**
 * Reads a click from a whole callback, from its unwrapped `event`, from the older flat form, or from anything that holds
 * one of these as `body`; each as an object, or as JSON in a text or in bytes. What it reads was not verified here.
 * Throws TypeError for everything else.
 */
// oxlint-disable-next-line camelcase -- the name that guides use
export function parse_action(input: unknown): CardAction {
  try {
    return parseAction(withBody(toObject(input)));
  } catch (fault) {
    if (fault instanceof ProtocolError) throw new TypeError(fault.message, { cause: fault });
    throw fault;
  }
}

/** A body that is still JSON is read, and takes the place of what holds it. */
function withBody(payload: JsonObject): JsonObject {
  const body = own(payload, "body");
  return typeof body === "string" || body instanceof Uint8Array ? toObject(body) : payload;
}

function toObject(input: unknown): JsonObject {
  if (typeof input === "string") return parseJsonObject(Buffer.from(input));
  if (input instanceof Uint8Array) return parseJsonObject(input);
  if (isJsonObject(input) && isShallow(input)) return input;
  throw new ProtocolError("no_action", "there is no card action in it");
}
