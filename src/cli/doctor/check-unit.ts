import { readFileSync } from "node:fs";

import type { Io } from "../io.ts";
import { isAsPrinted } from "../service/is-as-printed.ts";
import { unitPath } from "../service/unit-place.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Whether the units that are installed, the system's and this user's, are as this program would print them. */
export function checkUnit(io: Io): readonly Finding[] {
  return [false, true].flatMap((forUser) => {
    const place = forUser ? ({ user: true } as const) : {};
    const path = unitPath(place, io);
    const unit = read(path);
    if (unit === undefined) return [];
    if (isAsPrinted(unit, forUser)) return [ok("unit", `${path} is as this program prints it`)];
    const said = `${path} is not what this program would print: changed by hand, or by another version`;
    return [
      warning("unit", said, `${io.self} service install${forUser ? " --user" : ""} shows it, and asks`),
    ];
  });
}

/** Undefined where there is none, or none that this user may read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
