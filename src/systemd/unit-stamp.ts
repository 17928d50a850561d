const MARK = "# Made from: ";

/** The line of a unit that says what it was made from, so that it can be made again and compared. */
export function stampUnit(options: object): string {
  return `${MARK}${JSON.stringify(options)}`;
}

/** What the line of `stampUnit` in a unit's text says; undefined where there is none, or somebody broke it. */
export function readStamp(unit: string): Readonly<Record<string, unknown>> | undefined {
  const line = unit.split("\n").find((line) => line.startsWith(MARK));
  if (line === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(line.slice(MARK.length));
    return typeof found === "object" && found !== null ? { ...found } : undefined;
  } catch {
    return undefined;
  }
}
