import { renderUnit, type UnitOptions } from "../../systemd/render-unit.ts";
import { renderUserUnit } from "../../systemd/render-user-unit.ts";
import { UnitError } from "../../systemd/unit-error.ts";
import { readStamp } from "../../systemd/unit-stamp.ts";

/** Whether this program would print the very same unit from what the unit says it was made from. */
export function isAsPrinted(unit: string, forUser: boolean): boolean {
  const stamp = readStamp(unit);
  if (stamp === undefined || !isUnitOptions(stamp)) return false;
  try {
    return (forUser ? renderUserUnit(stamp) : renderUnit(stamp)) === unit;
  } catch (fault) {
    if (fault instanceof UnitError) return false;
    throw fault;
  }
}

function isUnitOptions(
  stamp: Readonly<Record<string, unknown>>,
): stamp is Readonly<Record<string, unknown>> & UnitOptions {
  const texts = ["execPath", "dataDir", "envFile"].every((name) => typeof stamp[name] === "string");
  const maybe = ["user", "group", "listen", "configFile"].every((name) =>
    ["string", "undefined"].includes(typeof stamp[name]),
  );
  const { credentials = {} } = stamp;
  return (
    texts &&
    maybe &&
    typeof credentials === "object" &&
    credentials !== null &&
    Object.values(credentials).every((path) => typeof path === "string")
  );
}
