import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What is wrong with one file of the `handlers` folder, or with the folder, and how to mend it. */
export interface HandlerFault {
  readonly file: string;
  readonly message: string;
}

export interface HandlerFiles {
  /** Names within the folder, sorted: code, and forwards in JSON. */
  readonly code: readonly string[];
  readonly forwards: readonly string[];
  readonly faults: readonly HandlerFault[];
}

const NONE: HandlerFiles = { code: [], forwards: [], faults: [] };

/**
 * The handlers in a folder; none if it is not there. What is not the server's user's own or root's, or could be written
 * by others, is not run: whoever can change it would be the server.
 */
export function findHandlerFiles(dir: string, uid: number): HandlerFiles {
  const entries = list(dir);
  if (entries === undefined) return NONE;
  const unsafeDir = whyUnsafe(dir, uid);
  if (unsafeDir !== undefined) return { ...NONE, faults: [{ file: dir, message: unsafeDir }] };
  const named = entries.filter((name) => /^[a-z0-9][a-z0-9._-]*\.(?:ts|js|json)$/i.test(name)).toSorted();
  const files = named.filter((name) => !/\.d\.ts$|^(?:package|tsconfig)\.json$/.test(name));
  const judged = files.map((file) => ({ file, message: whyUnsafe(join(dir, file), uid) }));
  const safe = judged.filter(({ message }) => message === undefined).map(({ file }) => file);
  return {
    code: safe.filter((file) => !file.endsWith(".json")),
    forwards: safe.filter((file) => file.endsWith(".json")),
    faults: judged.flatMap(({ file, message }) => (message === undefined ? [] : [{ file, message }])),
  };
}

function list(dir: string): readonly string[] | undefined {
  try {
    return readdirSync(dir);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw fault;
  }
}

/** Group and others may not write. */
const WRITABLE_BY_OTHERS = 0o022;

function whyUnsafe(path: string, uid: number): string | undefined {
  const { uid: owner, mode } = statSync(path);
  if (owner !== uid && owner !== 0) return `belongs to another user (${owner}): chown ${uid} ${path}`;
  if ((mode & WRITABLE_BY_OTHERS) !== 0) return `can be written by others: chmod go-w ${path}`;
  return undefined;
}
