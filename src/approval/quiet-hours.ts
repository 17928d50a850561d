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
  let end = at;
  // A step that crosses a change of the clocks may land in the quiet hours again.
  for (let step = 0; step < 3; step += 1) {
    const left = minutesLeft(minuteOfDay(end, hours.timezone), hours);
    if (left === 0) return end;
    end = new Date((Math.floor(end.getTime() / MINUTE) + left) * MINUTE);
  }
  return end;
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
