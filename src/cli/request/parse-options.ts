import { InvalidArgumentError } from "@commander-js/extra-typings";

/** An option that may be given several times: each value is read, and they are kept in order. */
export function collect<T>(read: (text: string) => T) {
  return (text: string, earlier: readonly T[] | undefined): readonly T[] => [...(earlier ?? []), read(text)];
}

/** A line of a card: `label=value`, split at the first equals sign. */
export function parseField(text: string): { readonly label: string; readonly value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Say it as label=value.");
  return { label: text.slice(0, at), value: text.slice(at + 1) };
}

/** One member as `key=value`, its value a text; or several as a JSON object. */
export function parseMetadata(
  text: string,
  earlier: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  if (text.trimStart().startsWith("{")) return { ...earlier, ...parseObject(text) };
  const { label, value } = parseField(text);
  return { ...earlier, [label]: value };
}

/** How many people it takes. */
export function parseVotes(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Say it as a whole number of people from 1 on.");
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new InvalidArgumentError("This is not JSON.");
  }
}
