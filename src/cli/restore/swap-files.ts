import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";

import { UNFINISHED } from "../../storage/sqlite/single-writer.ts";
import { belongings } from "../backup/belongings.ts";
import { DATABASE } from "../backup/manifest.ts";

/** The database's log belongs to the database: beside another one it would be played into that. */
const DATABASE_FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`];

/**
 * Puts the files of `staged`, a directory within `dataDir`, in the place of those of `dataDir`, and keeps these in
 * `aside`. Cut off at any point, no file is lost, and no server starts in what is there until it is run again to its end.
 */
export function swapFiles(dataDir: string, staged: string, aside: string): void {
  syncAll(staged);
  const marker = openSync(join(dataDir, UNFINISHED), "w", 0o600);
  fsyncSync(marker);
  closeSync(marker);
  sync(dataDir);
  const old = [...DATABASE_FILES, ...belongings(dataDir)].filter((path) => existsSync(join(dataDir, path)));
  if (old.length > 0) mkdirSync(aside, { mode: 0o700 });
  for (const path of old) move(path, dataDir, aside);
  for (const name of readdirSync(staged)) {
    // What is left of handlers are folders, and what is no file.
    if (existsSync(join(dataDir, name))) cpSync(join(staged, name), join(dataDir, name), { recursive: true });
    else renameSync(join(staged, name), join(dataDir, name));
  }
  sync(dataDir);
  rmSync(join(dataDir, UNFINISHED));
  sync(dataDir);
}

function move(path: string, from: string, to: string): void {
  mkdirSync(join(to, path, ".."), { recursive: true, mode: 0o700 });
  renameSync(join(from, path), join(to, path));
}

function syncAll(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) syncAll(path);
    else sync(path);
  }
  sync(dir);
}

function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
