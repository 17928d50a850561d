/** Hours of the day in which nobody is disturbed, such as 22:00 to 08:00; they may go over midnight. */
export interface QuietHours {
  /** HH:MM */
  readonly from: string;
  /** HH:MM, not quiet any more. */
  readonly to: string;
  /** An IANA time zone. */
  readonly timezone: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60;

/** `at`, or the end of the quiet hours that it falls into. Exact to the minute, also where the clocks change. */
export function afterQuietHours(at: Date, hours: QuietHours | undefined): Date {
  if (hours === undefined) return at;
  const leftAt = (ms: number): number => minutesLeft(minuteOfDay(new Date(ms), hours.timezone), hours);
  let end = at.getTime();
  // A step that crosses a change of the clocks may land in the quiet hours again, or behind their end.
  for (let left = leftAt(end); left > 0; left = leftAt(end)) end = (Math.floor(end / MINUTE) + left) * MINUTE;
  while (end > at.getTime() && leftAt(end - MINUTE) === 0) end -= MINUTE;
  return new Date(end);
}

/** How long the quiet lasts from this minute of the day on; 0 outside it. */
function minutesLeft(minute: number, { from, to }: QuietHours): number {
  const [start, end] = [toMinute(from), toMinute(to)];
  const sinceStart = (minute - start + DAY) % DAY;
  const length = (end - start + DAY) % DAY;
  return sinceStart < length ? length - sinceStart : 0;
}

function toMinute(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function minuteOfDay(at: Date, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return toMinute(parts.format(at));
}

/** Whether the text is the name of a time zone that this runtime knows. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
