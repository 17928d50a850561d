import { ProtocolError } from "./protocol-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than any card that Lark would take, and shallow enough for every recursive reader after us. */
const MAX_DEPTH = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bytes that have to be one JSON object, in proper UTF-8 and without a byte order mark.
 * Throws ProtocolError "malformed".
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new ProtocolError("malformed", "not JSON in UTF-8", { cause });
  }
  if (!isJsonObject(value)) throw new ProtocolError("malformed", "not a JSON object");
  if (!isShallow(value)) throw new ProtocolError("malformed", `nested deeper than ${MAX_DEPTH} levels`);
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether nothing in the value is nested deeper than a message may be. */
export function isShallow(value: unknown, levels: number = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && membersOf(value).every((member) => isShallow(member, levels - 1));
}

/** The values of an object, and the list itself: to make `Object.values` of a long one takes a hundred times as long. */
export function membersOf(value: object): readonly unknown[] {
  return Array.isArray(value) ? value : Object.values(value);
}

/** A member that the object itself has: what a prototype would lend ("constructor") is not part of a message. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function ownObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isJsonObject(value) ? value : undefined;
}

export function ownString(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === "string" ? value : undefined;
}

/** As `ownString`, for what names something: empty is absent, or two unknown people would be the same one. */
export function ownId(object: JsonObject, key: string): string | undefined {
  return ownString(object, key) || undefined;
}
