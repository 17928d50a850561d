import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { openWorld, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "../e2e/start-program.ts";
import { firstRelease } from "../storage/first-release.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { tempDir } from "../support/temp-dir.ts";
import { onDisk, whyNoDisk } from "./small-disk.ts";

const MIB = 2 ** 20;

/** What the first release left, with so many bytes more. */
function anOldDatabase(bytes: number): string {
  const dataDir = firstRelease();
  using db = new Database(join(dataDir, "countersign.db"));
  db.run("pragma journal_mode = WAL");
  db.run("update approvals set request = json_set(request, '$.summary', ?)", ["x".repeat(bytes)]);
  return dataDir;
}

const COPY = 'cp "$0"/* "$1" && shift';
const SERVE = `${COPY} && exec "$@"`;
/** What is on the disk at the end goes to the directory that is named next. */
const SERVE_AND_KEEP = `${COPY} && (shift; exec "$@"); code=$?; cp -R "$COUNTERSIGN_DATA_DIR"/. "$1"; exit $code`;

/** The first start on it, on a disk of so many MiB. */
function startOn(mib: number, old: string, { dataDir, env }: World, kept?: string): Program {
  const script = kept === undefined ? [SERVE, old, dataDir] : [SERVE_AND_KEEP, old, dataDir, kept];
  const command = ["sh", "-c", ...script, ...FROM_SOURCE, "serve"];
  return startProgram(onDisk(dataDir, `size=${mib}m`, command), { env });
}

describe.skipIf(isLeftOut("a small disk", whyNoDisk()))("the first start of a new version", () => {
  test("that has no room to copy the database before changes nothing, and says how much room it takes", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const [old, kept] = [anOldDatabase(6 * MIB), tempDir()];
    await using program = startOn(10, old, world, kept);
    expect(await program.ended).toBe(1);
    expect(program.err()).toMatch(/takes [67] MiB on its disk, and [34] MiB are free: nothing was changed/);
    expect(program.err()).toContain("make room on that disk");
    const path = join(kept, "countersign.db");
    expect(readFileSync(path).equals(readFileSync(join(old, "countersign.db")))).toBe(true);
    expect(readdirSync(kept).filter((name) => /before|unfinished|seal/.test(name))).toEqual([]);
  });

  test("that has no room to write it anew serves, and says what may be left in the clear", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using program = startOn(20, anOldDatabase(6 * MIB), world);
    await program.find(/"msg":"ready"/);
    const ready = await fetch(`${world.url}/readyz`);
    const told = (await ready.json()) as { status: string; message: string };
    expect([ready.status, told.status]).toEqual([200, "degraded"]);
    expect(told.message).toMatch(/clear_text: .* start again with 1\d MiB free/);
    await program.find(/clear_text is not well/);
  });
});
