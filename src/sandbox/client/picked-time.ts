const PICKERS = new Set(["date_picker", "picker_time", "picker_datetime"]);

/** The zone, by its IANA name, and the moment that a client is in. */
export interface ClientTime {
  readonly timezone: string;
  readonly now: Date;
}

/** Whether an element picks a date or a time: its callbacks then tell the client's zone. */
export function isPicker(tag: string): boolean {
  return PICKERS.has(tag);
}

/** A picked date or time as the client sends it, `2024-04-01 +0800`: with the offset of its own zone. */
export function pickedTime(picked: string, { timezone, now }: ClientTime): string {
  return / [+-]\d{4}$/.test(picked) ? picked : `${picked} ${offsetOf(timezone, now)}`;
}

function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(now);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "+0000" : name.replace("GMT", "").replace(":", "");
}
