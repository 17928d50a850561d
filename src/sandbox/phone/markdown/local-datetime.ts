import type { Language } from "../language.ts";

/**
 * The text of `<local_datetime>`: a moment in the reader's zone and language. The formats are those of card JSON 2.0, rich
 * text; one that is not among them is drawn as `date_num`. `timeZone` is the browser's unless it is given.
 */
export function formatLocalDatetime(
  millisecond: number,
  format: string,
  { language, timeZone }: { readonly language: Language; readonly timeZone?: string | undefined },
): string {
  const moment = new Date(millisecond);
  if (Number.isNaN(moment.getTime())) return "";
  const locale = format === "timezone" || !FORMATS.has(format) ? "sv" : LOCALES[language];
  const formatter = new Intl.DateTimeFormat(locale, { ...(FORMATS.get(format) ?? DATE_NUM), timeZone });
  return format === "timezone" ? zone(formatter, moment) : formatter.format(moment);
}

const LOCALES: Readonly<Record<Language, string>> = { zh_cn: "zh-CN", en_us: "en-US" };

/** Swedish dates are ISO dates. */
const DATE_NUM: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };

const FORMATS: ReadonlyMap<string, Intl.DateTimeFormatOptions> = new Map<string, Intl.DateTimeFormatOptions>([
  ["date_short", { month: "short", day: "numeric" }],
  ["date", { year: "numeric", month: "short", day: "numeric" }],
  ["week", { weekday: "long" }],
  ["week_short", { weekday: "short" }],
  ["time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }],
  ["time_sec", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }],
  ["timezone", { timeZoneName: "longOffset" }],
]);

/** `GMT+08:00` as `GMT+8:00`. */
function zone(formatter: Intl.DateTimeFormat, moment: Date): string {
  const name = formatter.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  return name.replace(/([+-])0/, "$1");
}
