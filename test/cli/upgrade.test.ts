import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { create } from "tar";

import { run } from "../../src/cli/run.ts";
import { thisPlatform } from "../../src/cli/upgrade/this-platform.ts";
import { openStorage } from "../../src/storage/sqlite/open-storage.ts";
import { VERSION } from "../../src/version.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

interface Published {
  readonly base: string;
  readonly archive: string;
}

/** A directory with a release whose executable says that it is `says`. */
async function publish(version: string, says = version): Promise<Published> {
  const [work, base] = [tempDir(), tempDir()];
  writeFileSync(join(work, "countersign"), `#!/bin/sh\necho 'countersign ${says} (bun, sqlite)'\n`);
  const name = `countersign_${version}_${thisPlatform()}.tar.gz`;
  await create({ file: join(base, name), cwd: work, gzip: true }, ["countersign"]);
  const digest = createHash("sha256")
    .update(readFileSync(join(base, name)))
    .digest("hex");
  writeFileSync(join(base, "checksums.txt"), `${digest}  ${name}\n`);
  return { base, archive: join(base, name) };
}

function installed() {
  const executable = join(tempDir(), "countersign");
  writeFileSync(executable, "the old one");
  chmodSync(executable, 0o755);
  const dataDir = tempDir();
  openStorage(dataDir).close();
  return { executable, dataDir };
}

async function upgrade(
  { base }: Published,
  { executable, dataDir }: ReturnType<typeof installed>,
  ...more: string[]
) {
  const io = fakeIo({ env: { COUNTERSIGN_BASE_URL: `file://${base}`, COUNTERSIGN_DATA_DIR: dataDir } });
  const code: number = await run(["upgrade", ...more], { ...io, execPath: executable });
  return { code, out: io.out(), err: io.err() };
}

const filesBeside = ({ executable }: { executable: string }) =>
  readdirSync(join(executable, "..")).toSorted();

test("upgrade backs up, replaces the executable, keeps the old one, and prints a way back that works", async () => {
  const here = installed();
  const done = await upgrade(await publish("99.0.0"), here);
  expect([done.code, done.err]).toEqual([0, ""]);
  expect(readFileSync(here.executable, "utf8")).toContain("countersign 99.0.0");
  expect(existsSync(join(here.dataDir, "before-upgrade-99.0.0.backup"))).toBe(true);
  expect(filesBeside(here)).toEqual(["countersign", "countersign.previous"]);
  const [, way = ""] = /^To go back: (.*)$/m.exec(done.out) ?? [];
  expect(Bun.spawnSync(["sh", "-c", way]).exitCode).toBe(0);
  expect(readFileSync(here.executable, "utf8")).toBe("the old one");
});

test("upgrade --check says what there is, and changes nothing", async () => {
  const here = installed();
  const done = await upgrade(await publish("99.0.0"), here, "--check");
  expect([done.code, done.out]).toEqual([0, `this is ${VERSION}, the newest is 99.0.0\n`]);
  expect([readFileSync(here.executable, "utf8"), filesBeside(here)]).toEqual([
    "the old one",
    ["countersign"],
  ]);
});

test("upgrade never goes to an older release", async () => {
  const here = installed();
  expect((await upgrade(await publish("0.0.1"), here)).code).toBe(0);
  expect([readFileSync(here.executable, "utf8"), filesBeside(here)]).toEqual([
    "the old one",
    ["countersign"],
  ]);
});

test("upgrade refuses an archive with another SHA-256, and one that is another version, with nothing changed", async () => {
  const here = installed();
  const published = await publish("99.0.0");
  const bytes = readFileSync(published.archive);
  writeFileSync(published.archive, Buffer.concat([bytes, Buffer.from([0])]));
  const flipped = await upgrade(published, here);
  expect([flipped.code, flipped.err]).toEqual([1, expect.stringContaining("checksums.txt says")]);
  const wrong = await upgrade(await publish("99.0.0", "98.0.0"), here);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("does not run as 99.0.0")]);
  expect([readFileSync(here.executable, "utf8"), filesBeside(here)]).toEqual([
    "the old one",
    ["countersign"],
  ]);
  expect(existsSync(join(here.dataDir, "before-upgrade-99.0.0.backup"))).toBe(false);
});
