import type { Words } from "./words.ts";

/** How long a signature is valid, as asked for ("1 week"). A length that is not known is said as it was written. */
export function validFor(validity: string): Words {
  const [, count = "", unit = ""] = /^(\d{1,6})\s*([a-z]+?)s?$/i.exec(validity) ?? [];
  const chinese = UNITS.get(unit.toLowerCase());
  return {
    en_us: `${validity} after approval`,
    zh_cn: `通过后 ${chinese === undefined ? validity : `${count} ${chinese}`}内有效`,
  };
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ["minute", "分钟"],
  ["hour", "小时"],
  ["day", "天"],
  ["week", "周"],
  ["month", "个月"],
  ["year", "年"],
]);
