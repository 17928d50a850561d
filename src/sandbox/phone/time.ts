import type { Language } from "./language.ts";
import { words } from "./words.ts";

/** `14:05` in the browser's zone. */
export function clockTime(millisecond: number): string {
  return TIME.format(millisecond);
}

/** `14:05:09.250`, for logs. */
export function preciseTime(millisecond: number): string {
  return `${SECONDS.format(millisecond)}.${String(millisecond % 1000).padStart(3, "0")}`;
}

/** A day as a chat names it; undefined for today. */
export function dayName(millisecond: number, now: number, language: Language): string | undefined {
  const [day, today] = [midnight(millisecond), midnight(now)];
  if (day === today) return undefined;
  if (midnight(day + DAY * 1.5) === today) return words(language).yesterday;
  const locale = language.replace("_", "-");
  return new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" }).format(day);
}

const DAY = 86_400_000;
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function midnight(millisecond: number): number {
  return new Date(millisecond).setHours(0, 0, 0, 0);
}
