/** A JSON object whose members have not been looked at yet: cards come from whoever wrote them. */
export type Json = Readonly<Record<string, unknown>>;

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The value if it is a string, else undefined. */
export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value if it is a finite number, else undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The objects of an array; what is not an object is left out. */
export function asObjects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The strings of an array; what is not a string is left out. */
export function asStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
