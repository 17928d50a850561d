import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";

import { broken, type Finding, ok, skipped, warning } from "./finding.ts";

const LEAST_FREE = 256 * 1024 * 1024;
const OTHERS = 0o077;
const PRIVATE = ["", "countersign.db", "receipt-key.pem", "signature-link.key"];

/** Whether the data directory is its owner's alone, and has room. Reads nothing of what is in it. */
export function checkDataDir(dataDir: string, uid: number): readonly Finding[] {
  const dir = statSync(dataDir, { throwIfNoEntry: false });
  if (dir === undefined) return [skipped("data_dir", `${dataDir} is not there yet: serve makes it`)];
  if (uid !== 0 && dir.uid !== uid) {
    const said = `${dataDir} belongs to user ${dir.uid}, and this is ${uid}`;
    return [broken("data_dir", said, "run this as the server's user")];
  }
  const open = PRIVATE.map((name) => join(dataDir, name)).filter(isOpen);
  const permissions = open.map((path) =>
    broken("permissions", `${path} can be read or written by others`, `chmod go-rwx ${path}`),
  );
  return [
    ok("data_dir", dataDir),
    ...(permissions.length === 0 ? [ok("permissions", "nobody else reads or writes the data")] : permissions),
    checkDisk(dataDir),
  ];
}

function isOpen(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & OTHERS) !== 0;
}

function checkDisk(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const said = `${Math.floor(free / 2 ** 20).toLocaleString("en")} MiB free`;
  return free >= LEAST_FREE
    ? ok("disk", said)
    : warning("disk", said, "make room: with a full disk no decision can be recorded");
}
