import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";

import { findHandlerFiles } from "../../plugin/find-handler-files.ts";
import { broken, type Finding, ok, skipped, warning } from "./finding.ts";

const LEAST_FREE = 256 * 1024 * 1024;
const OTHERS = 0o077;

/**
 * Whether the data directory is its owner's alone, with the database, its log, keys and backups in it, and has room. Reads
 * nothing of what is in them.
 */
export function checkDataDir(dataDir: string, uid: number): readonly Finding[] {
  try {
    return lookAt(dataDir, uid);
  } catch (fault) {
    if (!(fault instanceof Error && "path" in fault)) throw fault;
    return [broken("data_dir", fault.message, "name a directory of the server's user by --data-dir")];
  }
}

/** Throws what the system says of a path that cannot be looked at. */
function lookAt(dataDir: string, uid: number): readonly Finding[] {
  const dir = statSync(dataDir, { throwIfNoEntry: false });
  if (dir === undefined) return [skipped("data_dir", `${dataDir} is not there yet: serve makes it`)];
  if (uid !== 0 && dir.uid !== uid) {
    const said = `${dataDir} belongs to user ${dir.uid}, and this is ${uid}`;
    return [broken("data_dir", said, "run this as the server's user")];
  }
  const open = [dataDir, ...filesIn(dataDir)].filter(isOpen);
  const permissions = [
    ...open.map((path) =>
      broken("permissions", `${path} can be read or written by others`, `chmod go-rwx ${path}`),
    ),
    ...checkHandlers(dataDir, dir.uid),
  ];
  return [
    ok("data_dir", dataDir),
    ...(permissions.length === 0 ? [ok("permissions", "nobody else reads or writes the data")] : permissions),
    checkDisk(dataDir),
  ];
}

function filesIn(dataDir: string): readonly string[] {
  const entries = readdirSync(dataDir, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(dataDir, name));
}

/** A file may be gone by now, as the database's log is when the server ends. */
function isOpen(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & OTHERS) !== 0;
}

/** Handlers are the server's own code: those that others could change are not run. */
function checkHandlers(dataDir: string, owner: number): readonly Finding[] {
  return findHandlerFiles(join(dataDir, "handlers"), owner).faults.map(({ file, message }) => {
    const [said = message, fix = "make it the server's own"] = message.split(": ");
    return broken("permissions", `handlers: ${file} ${said}, and is not run`, fix);
  });
}

function checkDisk(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const said = `${Math.floor(free / 2 ** 20).toLocaleString("en")} MiB free`;
  return free >= LEAST_FREE
    ? ok("disk", said)
    : warning("disk", said, "make room: with a full disk no decision can be recorded");
}
