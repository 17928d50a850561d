import { InvalidArgumentError } from "@commander-js/extra-typings";

import { parseDuration } from "./parse-duration.ts";

export interface ReminderBody {
  /** Seconds. */
  readonly after: number;
  readonly by: "reply" | "urgent";
}

/** `1h`, or `1h,urgent`. Throws InvalidArgumentError. */
export function parseReminder(text: string): ReminderBody {
  const [after = "", by = "reply", ...more] = text.split(",");
  if (more.length === 0 && (by === "reply" || by === "urgent")) return { after: parseDuration(after), by };
  throw new InvalidArgumentError("Say it as 1h, or as 1h,urgent.");
}

export interface QuietHoursBody {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

/** `22:00-08:00 Asia/Shanghai`. Throws InvalidArgumentError. */
export function parseQuietHours(text: string): QuietHoursBody {
  const [, from, to, timezone] = /^(\d\d:\d\d)-(\d\d:\d\d) (\S+)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined && timezone !== undefined) return { from, to, timezone };
  throw new InvalidArgumentError('Say it as "22:00-08:00 Asia/Shanghai".');
}
