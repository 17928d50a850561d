import { isJsonObject, type JsonObject } from "../protocol/json-object.ts";

type Path = readonly (string | number)[];

/** The card with another element at the path; undefined takes away what was there. What is not there stays so. */
export function setAt(card: JsonObject, path: Path, element: JsonObject | undefined): JsonObject {
  const changed = setIn(card, path, element);
  return isJsonObject(changed) ? changed : card;
}

function setIn(value: unknown, [step, ...rest]: Path, element: JsonObject | undefined): unknown {
  if (step === undefined) return element;
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => {
      const changed = index === step ? setIn(member, rest, element) : member;
      return changed === undefined ? [] : [changed];
    });
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, step)) return value;
  const changed = setIn(value[step], rest, element);
  const others = Object.entries(value).flatMap(([key, member]) => {
    const kept = key === step ? changed : member;
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(others) as JsonObject;
}
