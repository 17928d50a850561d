import { isJsonObject, type JsonObject, own } from "../protocol/json-object.ts";

/** Whether every member of the pattern is in what the button says, and equal. */
export function matchesValue(pattern: JsonObject, value: unknown): boolean {
  return (
    isJsonObject(value) && Object.entries(pattern).every(([key, part]) => sameJson(own(value, key), part))
  );
}

/** Whether two values of JSON are equal, in whatever order their members are. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((member, index) => sameJson(member, b[index]));
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}
