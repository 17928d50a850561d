import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { SCHEMA } from "../../src/storage/sqlite/migrate.ts";
import { VERSION } from "../../src/version.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";
import { publish, type Published } from "./publish-release.ts";

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
  expect([done.code, done.out]).toEqual([
    1,
    `this is ${VERSION}, the newest is 99.0.0\nNot signed: only the SHA-256 is checked.\n`,
  ]);
  const json = await upgrade(await publish("99.0.0"), here, "--check", "--json");
  const said = { version: VERSION, newest: "99.0.0", newer: true, signed: false, installed: false };
  expect([json.code, JSON.parse(json.out)]).toEqual([1, said]);
  expect((await upgrade(await publish(VERSION), here, "--check")).code).toBe(0);
  expect([readFileSync(here.executable, "utf8"), filesBeside(here)]).toEqual([
    "the old one",
    ["countersign"],
  ]);
});

test.each([
  ["no address", "", undefined, 2],
  ["an address where nothing is", "file:///nowhere", undefined, 4],
  ["a list that is a page", undefined, "<html>", 4],
  ["a list without this system", undefined, `${"0".repeat(64)}  countersign_99.0.0_plan9_x64.tar.gz\n`, 2],
])("upgrade --check with %s does not end as if there were a newer one", async (_, address, list, code) => {
  const base = tempDir();
  if (list !== undefined) writeFileSync(join(base, "checksums.txt"), list);
  const io = fakeIo({ env: { COUNTERSIGN_BASE_URL: address ?? `file://${base}` } });
  expect<number>(await run(["upgrade", "--check"], io)).toBe(code);
});

test("upgrade does not go to an older release but by its name", async () => {
  const here = installed();
  const older = await publish("0.0.1");
  const refused = await upgrade(older, here);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--to 0.0.1 if that is meant")]);
  expect((await upgrade(older, here, "--check")).code).toBe(0);
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

test("upgrade says who may replace it where it may not be written, and has not backed up by then", async () => {
  const { dataDir } = installed();
  // Nobody may write there, root included.
  const done = await upgrade(await publish("99.0.0"), { executable: "/proc/self/countersign", dataDir });
  expect([done.code, done.err]).toEqual([
    1,
    expect.stringMatching(
      /^countersign: cannot replace \/proc\/self\/countersign: .*\n  run it as the owner/,
    ),
  ]);
  expect(existsSync(join(dataDir, "before-upgrade-99.0.0.backup"))).toBe(false);
});

test("upgrade without a sight of the data, which it could not back up, changes nothing", async () => {
  const here = installed();
  const loop = join(tempDir(), "loop");
  symlinkSync(loop, loop);
  const done = await upgrade(await publish("99.0.0"), { ...here, dataDir: loop });
  expect([done.code, done.err]).toEqual([
    1,
    expect.stringContaining("run this as the server's user, or as root"),
  ]);
  expect(readFileSync(here.executable, "utf8")).toBe("the old one");
});

test("upgrade --to goes to an older release, and to none that is not listed", async () => {
  const here = installed();
  const older = await publish("0.0.1");
  expect(await upgrade(older, here, "--to", "0.0.2")).toMatchObject({
    code: 2,
    err: expect.stringContaining("no 0.0.2"),
  });
  expect((await upgrade(older, here, "--to", "0.0.1")).code).toBe(0);
  expect(readFileSync(here.executable, "utf8")).toContain("countersign 0.0.1");
});

test.each([
  [SCHEMA, `The schema stays ${SCHEMA}: the data needs no way back.`],
  [
    SCHEMA + 1,
    `It takes the data from schema ${SCHEMA} to ${SCHEMA + 1} when it starts. After that, to go back also,`,
  ],
])("upgrade says what a binary of schema %d does to the data, and the way back", async (schema, line) => {
  const here = installed();
  const done = await upgrade(await publish("99.0.0", "99.0.0", schema), here);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining(line)]);
  const json = await upgrade(await publish("99.0.1", "99.0.1", schema), here, "--json");
  const backup = join(here.dataDir, "before-upgrade-99.0.1.backup");
  expect(JSON.parse(json.out)).toMatchObject({ newest: "99.0.1", installed: true, backup, schema });
});

test("version --json tells the schema that upgrade asks a new binary for", async () => {
  const io = fakeIo();
  expect(await run(["version", "--json"], io)).toBe(0);
  expect(JSON.parse(io.out())).toMatchObject({ version: VERSION, schema: SCHEMA });
});

async function upgradeOverHttp(answer: (path: string) => Response | undefined, published: Published) {
  using web = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url }) =>
      answer(new URL(url).pathname) ?? new Response(Bun.file(join(published.base, new URL(url).pathname))),
  });
  const here = installed();
  const env = { COUNTERSIGN_BASE_URL: web.url.origin, COUNTERSIGN_DATA_DIR: here.dataDir };
  const io = fakeIo({ env });
  const code: number = await run(["upgrade"], { ...io, execPath: here.executable });
  return { code, err: io.err(), left: readFileSync(here.executable, "utf8"), beside: filesBeside(here) };
}

test("upgrade is interrupted while it downloads, and leaves nothing behind", async () => {
  const published = await publish("99.0.0");
  const asked = Promise.withResolvers<void>();
  using web = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch({ url }) {
      if (!url.endsWith(".gz")) return new Response(Bun.file(join(published.base, "checksums.txt")));
      asked.resolve();
      return new Promise<Response>(() => {});
    },
  });
  const here = installed();
  const io = fakeIo({ env: { COUNTERSIGN_BASE_URL: web.url.origin, COUNTERSIGN_DATA_DIR: here.dataDir } });
  const ended = run(["upgrade"], { ...io, execPath: here.executable });
  await asked.promise;
  expect(io.signal("SIGINT")).toBe(true);
  expect<number>(await ended).toBe(130);
  expect([readFileSync(here.executable, "utf8"), filesBeside(here)]).toEqual([
    "the old one",
    ["countersign"],
  ]);
});

describe("upgrade from this machine's own HTTP, which", () => {
  test.each([
    ["has it all", () => undefined, 0, ""],
    ["answers 404 with a page", () => new Response("<html>", { status: 404 }), 4, "HTTP 404"],
    ["answers 200 with a page", () => new Response("<html>"), 4, "is no list of checksums"],
    [
      "ends the archive early",
      (path: string) => (path.endsWith(".gz") ? new Response(new Uint8Array(100)) : undefined),
      1,
      "checksums.txt says",
    ],
  ])("%s", async (_, answer, code, said) => {
    const done = await upgradeOverHttp(answer, await publish("99.0.0"));
    expect([done.code, done.err]).toEqual([code, expect.stringContaining(said)]);
    if (code !== 0) expect([done.left, done.beside]).toEqual(["the old one", ["countersign"]]);
  });
});
