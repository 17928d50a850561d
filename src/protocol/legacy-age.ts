const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** RFC 850, as it was seen: "Monday, 14-Nov-22 15:53:37 CST". */
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) ([A-Z]{1,5})$/;
/** No place's clock is further from UTC. */
const FURTHEST_ZONE_SECONDS = 14 * 3_600;

/**
 * How many seconds the timestamp of an older card callback is certainly away from `now`, or undefined where it is no
 * time at all. It may be a text whose zone says nothing ("CST" is China's and Chicago's), and then only what no zone can
 * explain counts: such a callback can be replayed for 14 hours, in which its event id, the signature, is still known.
 */
export function legacyAgeSeconds(timestamp: string, now: Date): number | undefined {
  if (/^\d{10}$/.test(timestamp)) return Math.abs(now.getTime() / 1000 - Number(timestamp));
  const [, day, month = "", year, hour, minute, second, zone = ""] = RFC_850.exec(timestamp) ?? [];
  const index = MONTHS.indexOf(month);
  if (index === -1) return undefined;
  const asUtc = Date.UTC(
    2000 + Number(year),
    index,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const away = Math.abs(now.getTime() - asUtc) / 1000;
  return zone === "GMT" || zone === "UTC" ? away : Math.max(0, away - FURTHEST_ZONE_SECONDS);
}
