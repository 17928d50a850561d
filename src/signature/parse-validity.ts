import { SignatureError } from "./signature-error.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Milliseconds. A month is 30 days and a year 365: it has to be the same length whenever it is approved. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["minute", MINUTE],
  ["hour", 60 * MINUTE],
  ["day", DAY],
  ["week", 7 * DAY],
  ["month", 30 * DAY],
  ["year", 365 * DAY],
]);
const SHORTEST = MINUTE;
const LONGEST = 2 * 365 * DAY;

/**
 * Milliseconds in "1 week", "30 days", "12 hours" or "3 months": one whole number and one unit, in English. Throws
 * SignatureError `invalid_validity`, or `validity_out_of_range` for less than a minute or more than two years.
 */
export function parseValidity(text: string): number {
  const [, count, name = ""] = /^(\d{1,7}) ?([a-z]+?)s?$/i.exec(text.trim()) ?? [];
  const unit = UNITS.get(name.toLowerCase());
  if (count === undefined || unit === undefined) {
    throw new SignatureError(
      "invalid_validity",
      'validity: say it as "1 week", "30 days", "12 hours" or "3 months"',
    );
  }
  const milliseconds = Number(count) * unit;
  if (milliseconds < SHORTEST || milliseconds > LONGEST) {
    throw new SignatureError("validity_out_of_range", "validity: from 1 minute to 2 years");
  }
  return milliseconds;
}
