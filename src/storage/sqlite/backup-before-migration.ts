import type { Database } from "bun:sqlite";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { makePrivateFile } from "./private-files.ts";

const NAME = /^countersign-before-(\d+)\.db$/;

/** Older ones are of versions that nobody goes back to. */
const KEPT = 2;

/**
 * Copies the database as it is to `countersign-before-<schema>.db` beside it, for its owner alone, and removes all but the
 * last two of these. Under that name there is a whole copy or none. A database in memory has nothing beside it.
 */
export function backUpBeforeMigration(db: Database, schema: number): void {
  if (db.filename === ":memory:") return;
  const dir = dirname(db.filename);
  const path = join(dir, `countersign-before-${schema}.db`);
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  makePrivateFile(unfinished);
  try {
    db.run("vacuum into ?", [unfinished]);
  } catch (fault) {
    // A disk that has no room for all of it is not to be left full.
    rmSync(unfinished, { force: true });
    throw fault;
  }
  renameSync(unfinished, path);
  for (const { name } of snapshotsIn(dir).slice(KEPT)) rmSync(join(dir, name));
}

/**
 * What to type to go back to the database that a binary of `schema` can use, with the server stopped; undefined where
 * there is no snapshot for it.
 */
export function wayBackTo(schema: number, db: Database): string | undefined {
  const dir = dirname(db.filename);
  const snapshot = snapshotsIn(dir).findLast((one) => one.schema > schema);
  if (snapshot === undefined) return undefined;
  const file = basename(db.filename);
  const newer = freeName(dir);
  return `cd '${dir}' && mkdir ${newer} && mv ${file}* ${newer}/ && cp -p ${snapshot.name} ${file}`;
}

/** The newest first. */
function snapshotsIn(dir: string): readonly { readonly name: string; readonly schema: number }[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const [, schema] = NAME.exec(name) ?? [];
      return schema === undefined ? [] : [{ name, schema: Number(schema) }];
    })
    .toSorted((a, b) => b.schema - a.schema);
}

function freeName(dir: string): string {
  for (let tried = 1; ; tried += 1) {
    const name = tried === 1 ? "newer" : `newer-${tried}`;
    if (!existsSync(join(dir, name))) return name;
  }
}
