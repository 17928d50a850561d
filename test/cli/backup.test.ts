import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { create, extract } from "tar";

import { run } from "../../src/cli/run.ts";
import { click, newApproval, sent } from "../storage/engine.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

async function countersign(argv: readonly string[], options: Parameters<typeof fakeIo>[0] = {}) {
  const io = fakeIo(options);
  const code: number = await run([...argv], io);
  return { code, out: io.out(), err: io.err() };
}

const backup = (dataDir: string, file: string, ...more: string[]) =>
  countersign(["backup", file, "--data-dir", dataDir, ...more]);

const restore = (dataDir: string, file: string, ...more: string[]) =>
  countersign(["restore", file, "--data-dir", dataDir, ...more]);

/** A data directory with one approval that a click has changed, keys, and a handler. */
async function aDataDir(): Promise<string> {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  await sent(storage, newApproval("apr_1"));
  await click(storage, "ev_1", { message_id: "om_apr_1" });
  storage.close();
  writeFileSync(join(dataDir, "receipt-key.pem"), "the receipt key", { mode: 0o600 });
  writeFileSync(join(dataDir, "signature-link.key"), "the link key", { mode: 0o600 });
  mkdirSync(join(dataDir, "handlers/lib"), { recursive: true });
  writeFileSync(join(dataDir, "handlers/lib/deploy.ts"), "export default 1;\n");
  return dataDir;
}

/** What a reader leaves behind, and the claim. */
const OF_THE_MOMENT = /^countersign\.(lock|db-shm|db-wal)$/;

/** All files below that keep something, by their path. */
function filesOf(dir: string): Readonly<Record<string, string>> {
  const paths = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(dir, path)).isFile() && !OF_THE_MOMENT.test(path),
  );
  return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(dir, path), "latin1")]));
}

/** The archive with something done to what is in it. */
async function tampered(file: string, change: (dir: string) => void): Promise<string> {
  const dir = tempDir();
  await extract({ file, cwd: dir });
  change(dir);
  const other = join(tempDir(), "tampered.tar");
  await create(
    { file: other, cwd: dir },
    readdirSync(dir, { recursive: true, encoding: "utf8" }).filter(
      (path) => !lstatSync(join(dir, path)).isDirectory(),
    ),
  );
  return other;
}

describe("a backup", () => {
  test("holds the database, the keys and the handlers, for its owner alone, and says how much that is", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    const made = await backup(dataDir, file, "--json");
    expect([made.code, made.err]).toEqual([0, ""]);
    const { parts, database } = JSON.parse(made.out) as {
      parts: { path: string }[];
      database: object;
    };
    expect(parts.map(({ path }) => path)).toEqual([
      "countersign.db",
      "handlers/lib/deploy.ts",
      "receipt-key.pem",
      "signature-link.key",
    ]);
    expect(database).toMatchObject({ approvals: 1, pending: 1, audit: { count: 3 } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, ".."))).toEqual(["a.backup"]);
  });

  test("is of one moment while a server writes, and the server is not disturbed", async () => {
    const dataDir = await aDataDir();
    const storage = openStorage(dataDir);
    const file = join(tempDir(), "a.backup");
    const done = backup(dataDir, file);
    for (let made = 2; made < 40; made += 1) await sent(storage, newApproval(`apr_${made}`));
    expect((await done).code).toBe(0);
    storage.close();
    expect((await restore(tempDir(), file, "--yes")).code).toBe(0);
  });

  test("takes no file's place unless it is told to", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    writeFileSync(file, "something else");
    const refused = await backup(dataDir, file);
    expect([refused.code, readFileSync(file, "utf8")]).toEqual([1, "something else"]);
    expect(refused.err).toContain("--force replaces it");
    expect((await backup(dataDir, file, "--force")).code).toBe(0);
    expect((await restore(tempDir(), file, "--yes")).code).toBe(0);
  });

  test("is not made of a log that somebody has edited", async () => {
    const dataDir = await aDataDir();
    const db = new Database(join(dataDir, "countersign.db"));
    db.run("update audit set actor = '{}' where seq = 2");
    db.close();
    const file = join(tempDir(), "a.backup");
    const refused = await backup(dataDir, file);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("row 2 is not what was written");
    expect(readdirSync(join(file, ".."))).toEqual([]);
  });
});

describe("a restore", () => {
  test("gives an empty directory all that was backed up, with the same rights", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    const other = tempDir();
    const done = await restore(other, file, "--yes");
    expect(done.code).toBe(0);
    expect(done.err).toContain("It has 1 approvals (1 pending) and 3 rows of the audit log");
    expect(Object.keys(filesOf(other))).toEqual(Object.keys(filesOf(dataDir)));
    expect(filesOf(other)["receipt-key.pem"]).toBe("the receipt key");
    expect(statSync(join(other, "countersign.db")).mode & 0o777).toBe(0o600);
    const storage = openStorage(other);
    expect((await storage.approvals.find("apr_1"))?.votes).toHaveLength(1);
    storage.close();
  });

  test("keeps what was there, says where, and how many decisions are lost", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    const storage = openStorage(dataDir);
    await click(storage, "ev_2", { by: { open_id: "ou_ben" }, message_id: "om_apr_1" });
    storage.close();
    const before = filesOf(dataDir);
    const done = await restore(dataDir, file, "--yes");
    expect(done.err).toContain("Lost is what came after it: 1 decisions, 1 rows");
    const [, aside = ""] = /^What was there is in (.*)$/m.exec(done.out) ?? [];
    expect(filesOf(aside)).toEqual(before);
    const restored = openStorage(dataDir);
    expect(await restored.approvals.find("apr_1")).toMatchObject({ status: "pending" });
    restored.close();
  });

  test("is refused while a server has the directory, and unless somebody says yes", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    const storage = openStorage(dataDir);
    const refused = await restore(dataDir, file, "--yes");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("stop it first")]);
    storage.close();
    const before = filesOf(dataDir);
    expect((await restore(dataDir, file)).code).toBe(2);
    const no = await countersign(["restore", file, "--data-dir", dataDir], {
      stdin: "n\n",
      terminal: true,
    });
    expect([no.code, no.err]).toEqual([1, expect.stringContaining("Nothing was changed")]);
    expect(filesOf(dataDir)).toEqual(before);
  });

  test.each<[string, string, (dir: string) => void]>([
    [
      "a key was changed",
      "receipt-key.pem is not what was packed",
      (dir) => appendFileSync(join(dir, "receipt-key.pem"), "x"),
    ],
    [
      "a file was added",
      '"handlers/evil.ts" does not belong',
      (dir) => writeFileSync(join(dir, "handlers/evil.ts"), ""),
    ],
    [
      "a link was added",
      "does not belong",
      (dir) => symlinkSync(import.meta.dir, join(dir, "handlers/link")),
    ],
    [
      "the database was changed",
      "countersign.db is not what was packed",
      (dir) => {
        const db = new Database(join(dir, "countersign.db"));
        db.run("update approvals set votes = '[]'");
        db.close();
      },
    ],
    [
      "it is of a newer version's schema",
      "has schema 99, and this binary knows ",
      (dir) => {
        chmodSync(join(dir, "manifest.json"), 0o600);
        const text = readFileSync(join(dir, "manifest.json"), "utf8");
        writeFileSync(join(dir, "manifest.json"), text.replace(/"schema": \d+/, '"schema": 99'));
      },
    ],
    [
      "the manifest tells of another head",
      "not the one that the manifest tells of",
      (dir) => {
        chmodSync(join(dir, "manifest.json"), 0o600);
        const text = readFileSync(join(dir, "manifest.json"), "utf8");
        writeFileSync(join(dir, "manifest.json"), text.replace(/"hash": "../, '"hash": "zz'));
      },
    ],
  ])("is refused, with nothing changed, when %s", async (_, why, change) => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    const before = filesOf(dataDir);
    const refused = await restore(dataDir, await tampered(file, change), "--yes");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(why);
    expect(filesOf(dataDir)).toEqual(before);
  });

  test("of an archive that is cut short, anywhere, is refused", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    const whole = readFileSync(file);
    const before = filesOf(dataDir);
    for (const share of [0, 0.001, 0.1, 0.5, 0.9]) {
      const cut = join(tempDir(), "cut.backup");
      writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * share)));
      expect((await restore(dataDir, cut, "--yes")).code).toBe(1);
    }
    expect(filesOf(dataDir)).toEqual(before);
  });

  test("that was cut off lets no server start until it is run again", async () => {
    const dataDir = await aDataDir();
    const file = join(tempDir(), "a.backup");
    await backup(dataDir, file);
    writeFileSync(join(dataDir, "restore.unfinished"), "");
    expect(() => openStorage(dataDir)).toThrow("was cut off");
    expect((await restore(dataDir, file, "--yes")).code).toBe(0);
    openStorage(dataDir).close();
  });
});
