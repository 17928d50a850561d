import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { Machine } from "./machine.ts";
import { NEW, OLD, releaseArchive, rewrite, sha256, withSum } from "./release-archive.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.create();
});
afterEach(() => machine.remove());

describe("an archive", () => {
  test("is installed once its SHA-256 is right, and the undoing is said", async () => {
    const archive = await archiveOf(NEW);
    const { code, out } = await machine.install("--archive", archive, "--sha256", await sha256(archive));
    expect(code).toBe(0);
    expect(await machine.installed()).toEqual({ countersign: NEW });
    expect((await stat(join(machine.bin, "countersign"))).mode & 0o777).toBe(0o755);
    expect(out).toContain(`To undo: rm '${machine.bin}/countersign'`);
    expect(out).toContain(`${machine.bin} is not on your PATH`);
  });

  test("may have its SHA-256 beside it, as sha256sum writes it", async () => {
    const archive = await archiveOf(NEW);
    await Bun.write(`${archive}.sha256`, `${(await sha256(archive)).toUpperCase()}  release.tar.gz\n`);
    expect(await machine.install("--archive", archive)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ countersign: NEW });
  });

  test("may hold the executable in a folder of its own, and other files that are left alone", async () => {
    const archive = await archiveOf(NEW, { folder: "countersign_0.1.0_linux_amd64/" });
    expect(await machine.install("--archive", archive, "--sha256", await sha256(archive))).toMatchObject({
      code: 0,
    });
    expect(await machine.installed()).toEqual({ countersign: NEW });
  });

  test("leaves what it replaces beside it, from where it can be brought back as is said", async () => {
    await installNew(OLD);
    const { out } = await installNew(NEW);
    expect(await machine.installed()).toEqual({ countersign: NEW, "countersign.previous": OLD });
    const [, command = ""] = /To go back: (.*)/.exec(out) ?? [];
    expect(await machine.run("sh", "-c", command)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ countersign: OLD });
  });

  test("of the version that is there does not push the one before it away", async () => {
    await installNew(OLD);
    await installNew(NEW);
    expect(await installNew(NEW)).toMatchObject({
      code: 0,
      out: expect.stringContaining("Nothing was changed"),
    });
    expect(await machine.installed()).toEqual({ countersign: NEW, "countersign.previous": OLD });
  });

  test("is only looked at with --dry-run, but looked at well", async () => {
    await installNew(OLD);
    const archive = await archiveOf(NEW);
    const good = await machine.install("--archive", archive, "--sha256", await sha256(archive), "--dry-run");
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining("Nothing was changed") });
    const bad = await machine.install("--archive", archive, "--sha256", "0".repeat(64), "--dry-run");
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining("is not what it should be") });
    expect(await machine.installed()).toEqual({ countersign: OLD });
  });
});

describe("an archive is refused, and the old executable left", () => {
  beforeEach(async () => {
    await installNew(OLD);
  });

  const bad: [string, () => Promise<readonly string[]>, string][] = [
    ["with a byte flipped", flipped, "is not what it should be"],
    ["cut short", cutShort, "is not what it should be"],
    [
      "cut short before its SHA-256 was made",
      async () => withSum(await rewrite(await archiveOf(NEW), cut)),
      "is not a whole .tar.gz",
    ],
    [
      "that is a web page",
      async () => withSum(await rewrite(await archiveOf(NEW), () => Buffer.from("<html>404"))),
      "is not a whole .tar.gz",
    ],
    [
      "with no SHA-256 to check it against",
      async () => ["--archive", await archiveOf(NEW)],
      "nothing to check",
    ],
    [
      "with a SHA-256 that is none",
      async () => ["--archive", await archiveOf(NEW), "--sha256", "deadbeef"],
      "64 hex digits",
    ],
    ["with an empty file of its SHA-256", emptySum, "64 hex digits"],
    [
      "that is not there",
      async () => ["--archive", join(machine.home, "none.tar.gz"), "--sha256", "0".repeat(64)],
      "there is no archive",
    ],
    [
      "with a path that climbs out",
      async () => withSum(await archiveOf(NEW, { also: "../../../evil" })),
      "leads out of it",
    ],
    [
      "with an absolute path",
      async () => withSum(await archiveOf(NEW, { also: "/tmp/countersign-evil" })),
      "leads out of it",
    ],
    [
      "without the executable",
      async () => withSum(await archiveOf(NEW, { name: "another" })),
      "does not hold one countersign",
    ],
    [
      "with two of them",
      async () => withSum(await archiveOf(NEW, { also: "b/countersign" })),
      "does not hold one countersign",
    ],
    [
      "whose executable is a link to elsewhere",
      async () => withSum(await archiveOf(NEW, { link: "/etc/passwd" })),
      "is empty, or not a file",
    ],
  ];

  test.each(bad)("%s", async (_, options, reason) => {
    const before = await readdir(machine.home, { recursive: true });
    const { code, err } = await machine.install(...(await options()));
    expect(err).toContain(reason);
    expect(code).toBe(1);
    expect(await machine.installed()).toEqual({ countersign: OLD });
    expect(
      (await readdir(machine.home, { recursive: true })).filter(
        (path) => !before.includes(path) && !path.startsWith("made"),
      ),
    ).toEqual([]);
  });
});

function archiveOf(content: string, contents?: Parameters<typeof releaseArchive>[2]): Promise<string> {
  return releaseArchive(machine.home, content, contents);
}

async function installNew(content: string) {
  return machine.install(...(await withSum(await archiveOf(content))));
}

async function flipped(): Promise<readonly string[]> {
  const archive = await archiveOf(NEW);
  const options = await withSum(archive);
  await rewrite(archive, (bytes) => bytes.with(40, (bytes[40] ?? 0) ^ 1));
  return options;
}

async function cutShort(): Promise<readonly string[]> {
  const archive = await archiveOf(NEW);
  const options = await withSum(archive);
  await rewrite(archive, cut);
  return options;
}

async function emptySum(): Promise<readonly string[]> {
  const archive = await archiveOf(NEW);
  await Bun.write(`${archive}.sha256`, "");
  return ["--archive", archive];
}

function cut(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length - 30);
}
