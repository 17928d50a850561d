import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { Machine, SCRIPT } from "./machine.ts";
import { isSystem, Offer, program } from "./offer.ts";
import { rewrite } from "./release-archive.ts";

let machine: Machine;
let release: Offer;
beforeEach(async () => {
  machine = await Machine.create();
  release = await Offer.on(machine);
});
afterEach(() => machine.remove());

const offer = (version: string, platform?: string) => release.add(version, platform);
const list = (line: string) => release.list(line);

function installFrom(base: string, ...options: readonly string[]) {
  return machine.run("env", `COUNTERSIGN_BASE_URL=${base}`, "sh", SCRIPT, ...options);
}

const fromFile = (...options: readonly string[]) => installFrom(`file://${release.directory}`, ...options);

async function installOld(version = "0.0.9"): Promise<void> {
  await mkdir(machine.bin, { recursive: true });
  await writeFile(join(machine.bin, "countersign"), program(version));
  await chmod(join(machine.bin, "countersign"), 0o755);
}

describe("a release", () => {
  test("is installed from a directory, and what was there is kept", async () => {
    await installOld();
    await offer("0.1.0");
    expect(await fromFile()).toMatchObject({ code: 0, out: expect.stringContaining("To go back") });
    expect(await machine.installed()).toEqual({
      countersign: program("0.1.0"),
      "countersign.previous": program("0.0.9"),
    });
  });

  test("is installed from a web server", async () => {
    await offer("0.1.0");
    await using server = release.serve();
    expect(await installFrom(server.url)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ countersign: program("0.1.0") });
  });

  test.each([
    ["linux_x64", ["Linux", "x86_64"]],
    ["linux_x64_baseline", ["Linux", "x86_64", "glibc", false]],
    ["linux_x64_musl", ["Linux", "x86_64", "musl libc"]],
    ["linux_x64_musl_baseline", ["Linux", "x86_64", "musl libc", false]],
    ["linux_arm64", ["Linux", "aarch64", "glibc", false]],
    ["linux_arm64_musl", ["Linux", "aarch64", "musl libc"]],
    ["macos_x64", ["Darwin", "x86_64"]],
    ["macos_arm64", ["Darwin", "arm64"]],
  ] as const)(
    "for %s is chosen where the machine says %j",
    async (platform, [kernel, processor, libc, avx2]) => {
      await isSystem(machine, kernel, processor, libc, avx2);
      await offer("0.1.0", platform);
      await offer("0.1.0", platform.startsWith("linux_arm64") ? "linux_x64" : "linux_riscv");
      expect(await fromFile("--dry-run")).toMatchObject({
        code: 0,
        out: expect.stringContaining(`countersign_0.1.0_${platform}.tar.gz`),
      });
    },
  );

  test("that is older is taken only when its version is named", async () => {
    await installOld("0.10.0");
    await offer("0.9.1");
    expect(await fromFile()).toMatchObject({ code: 1, err: expect.stringContaining("--version 0.9.1") });
    expect(await machine.installed()).toEqual({ countersign: program("0.10.0") });
    expect(await fromFile("--version", "v0.9.1")).toMatchObject({ code: 0 });
    expect((await machine.installed())["countersign"]).toBe(program("0.9.1"));
  });

  test("of several versions wants one to be named", async () => {
    await offer("0.1.0");
    await offer("0.2.0");
    expect(await fromFile()).toMatchObject({ code: 1, err: expect.stringContaining("several versions") });
    expect(await fromFile("--version", "0.1.0")).toMatchObject({ code: 0 });
    expect(await fromFile("--version", "0.3.0")).toMatchObject({ code: 1 });
  });
});

describe("the old executable stays when", () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      "a byte of the archive is flipped",
      async () => rewrite(await offer("0.1.0"), (bytes) => bytes.with(60, (bytes[60] ?? 0) ^ 1)),
      "is not what it should be",
    ],
    [
      "the archive is cut off",
      async () => rewrite(await offer("0.1.0"), (bytes) => bytes.slice(0, -20)),
      "is not what it should be",
    ],
    ["the archive is not there", async () => Bun.file(await offer("0.1.0")).delete(), "cannot"],
    ["there are no checksums", async () => {}, "cannot"],
    ["checksums.txt is a page of HTML", async () => list("<html>not found</html>\n"), "lists nothing"],
    [
      "its line has no digest",
      async () => list("0123  countersign_0.1.0_linux_x64.tar.gz\n"),
      "lists nothing",
    ],
    ["only other systems are listed", async () => offer("0.1.0", "linux_arm64"), "lists nothing"],
    [
      "the digest is another's",
      async () => {
        const archive = await offer("0.1.0");
        await writeFile(
          join(release.directory, "checksums.txt"),
          `${"0".repeat(64)}  ${basename(archive)}\n`,
        );
      },
      "is not what it should be",
    ],
  ])("%s, in a directory and on a web server", async (_, spoil, reason) => {
    await installOld();
    await spoil();
    await using server = release.serve();
    for (const base of [`file://${release.directory}`, server.url]) {
      expect(await installFrom(base)).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
      expect(await machine.installed()).toEqual({ countersign: program("0.0.9") });
    }
  });

  test.each([
    "http://example.com/x",
    "http://127.0.0.1:80@example.com/",
    "http://127.0.0.1.example.com/",
    "ftp://example.com",
    "/somewhere",
  ])("the base address is %s", async (base) => {
    expect(await installFrom(base)).toMatchObject({ code: 2, err: expect.stringContaining("https://") });
  });
});

describe.skipIf(Bun.which("openssl") === null)("a signed release", () => {
  test("is installed when the signature is right, and not when it is wrong or missing", async () => {
    await Bun.$`ln -s ${Bun.which("openssl")} ${join(machine.tools, "openssl")}`.quiet();
    const key = join(machine.home, "key.pem");
    await Bun.$`openssl ecparam -name prime256v1 -genkey -noout -out ${key}`.quiet();
    const pem = await Bun.$`openssl ec -in ${key} -pubout`.quiet().text();
    const publicKey = pem.split("\n").slice(1, -2).join("");
    const script = join(machine.home, "install.sh");
    await writeFile(
      script,
      (await readFile(SCRIPT, "utf8")).replace("PUBLIC_KEY=''", `PUBLIC_KEY='${publicKey}'`),
    );
    const install = () =>
      machine.run("env", `COUNTERSIGN_BASE_URL=file://${release.directory}`, "sh", script);
    await offer("0.1.0");
    const sums = join(release.directory, "checksums.txt");
    expect(await install()).toMatchObject({ code: 1 });
    await Bun.$`openssl dgst -sha256 -sign ${key} -out ${sums}.sig ${sums}`.quiet();
    await list("# another line\n");
    expect(await install()).toMatchObject({ code: 1, err: expect.stringContaining("signature") });
    expect(await machine.installed()).toEqual({});
    await Bun.$`openssl dgst -sha256 -sign ${key} -out ${sums}.sig ${sums}`.quiet();
    expect(await install()).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ countersign: program("0.1.0") });
  });
});
