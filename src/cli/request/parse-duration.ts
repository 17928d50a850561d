import { InvalidArgumentError } from "@commander-js/extra-typings";

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Seconds in `90`, `90s`, `30m`, `1h30m` or `7d`. Throws InvalidArgumentError. */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+[smhd])+$/.test(text)) {
    throw new InvalidArgumentError("Say it as 90s, 30m, 1h30m or 7d, or in seconds.");
  }
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}
