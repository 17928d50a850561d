import { isJsonObject, type JsonObject, own } from "../protocol/json-object.ts";

/**
 * Whether a button's value has every member that `match` names, each deeply equal; what else it has does not matter. A
 * value that is a plain text has no members. Only own members count, on both sides.
 */
export function matches(match: JsonObject, value: unknown): boolean {
  return (
    isJsonObject(value) &&
    Object.keys(match).every((key) => Object.hasOwn(value, key) && isEqual(match[key], own(value, key)))
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isJsonObject(a)) return Object.is(a, b) || (a === 0 && b === 0);
  return isJsonObject(b) && Object.keys(a).length === Object.keys(b).length && matches(a, b);
}
