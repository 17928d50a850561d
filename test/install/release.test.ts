import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { create } from "tar";

import { billOfMaterials, type Lock } from "../../src/release/bill-of-materials.ts";
import { VERSION } from "../../src/version.ts";

const CHECKOUT = resolve(import.meta.dir, "../..");
// install.sh chooses by the machine: the test is for the one that CI has.
const isHere = process.platform === "linux" && process.arch === "x64" && Bun.which("ldd") !== null;

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-release-"));
});
afterAll(() => rmSync(home, { recursive: true }));

function release(...options: readonly string[]) {
  const out = join(home, "out");
  return Bun.spawnSync([process.execPath, "src/release/main.ts", "--out", out, ...options], {
    cwd: CHECKOUT,
  });
}

test.skipIf(!isHere)(
  "a release that was made here is installed by its own install.sh, and runs",
  () => {
    const made = release("--only", "linux-x64");
    expect(made.stderr.toString()).toBe("");
    const bin = join(home, "bin");
    const installed = Bun.spawnSync(["sh", join(home, "out/install.sh"), "--dir", bin], {
      env: { ...process.env, COUNTERSIGN_BASE_URL: `file://${join(home, "out")}` },
    });
    expect(installed.stderr.toString()).toBe("");
    const said = Bun.spawnSync([join(bin, "countersign"), "--version"]).stdout.toString();
    expect(said).toStartWith(`countersign ${VERSION} `);
    const listed = readFileSync(join(home, "out/checksums.txt"), "utf8").trim().split("\n");
    expect(listed.map((line) => line.split("  ")[1])).toEqual([
      `countersign_${VERSION}_linux_x64.tar.gz`,
      `countersign_${VERSION}.cdx.json`,
      "install.sh",
    ]);
    const owners = Bun.spawnSync(["tar", "-tzvf", join(home, `out/countersign_${VERSION}_linux_x64.tar.gz`)]);
    const lines = owners.stdout.toString().trim().split("\n");
    expect(lines.filter((line) => !/ 0\/0 .* 1980-01-01 /.test(line))).toEqual([]);
    expect(lines).toHaveLength(4);
  },
  120_000,
);

test.skipIf(!isHere || Bun.which("openssl") === null)(
  "a release that was signed upgrades to what the same key has signed, and to nothing else",
  async () => {
    const key = join(home, "key.pem");
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key);
    expect(release("--only", "linux-x64", "--signing-key", key).stderr.toString()).toBe("");
    const bin = join(home, "signed");
    const env = { ...process.env, COUNTERSIGN_BASE_URL: `file://${join(home, "out")}` };
    const installed = Bun.spawnSync(["sh", join(home, "out/install.sh"), "--dir", bin], { env });
    expect([installed.exitCode, installed.stdout.toString()]).toEqual([
      0,
      expect.not.stringContaining("Not signed"),
    ]);

    const next = mkdtempSync(join(home, "next-"));
    writeFileSync(join(next, "countersign"), "#!/bin/sh\necho 'countersign 99.0.0 (bun, sqlite)'\n");
    const name = "countersign_99.0.0_linux_x64.tar.gz";
    await create({ file: join(next, name), cwd: next, gzip: true }, ["countersign"]);
    const list = join(next, "checksums.txt");
    writeFileSync(
      list,
      `${createHash("sha256")
        .update(readFileSync(join(next, name)))
        .digest("hex")}  ${name}\n`,
    );
    const upgrade = (...options: readonly string[]) =>
      Bun.spawnSync([join(bin, "countersign"), "upgrade", "--json", ...options], {
        env: {
          ...process.env,
          COUNTERSIGN_BASE_URL: `file://${next}`,
          COUNTERSIGN_DATA_DIR: join(home, "data"),
        },
      });
    expect([upgrade().exitCode, upgrade().stderr.toString()]).toEqual([
      4,
      expect.stringContaining("checksums.txt.sig"),
    ]);
    const another = join(home, "another.pem");
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", another);
    openssl("dgst", "-sha256", "-sign", another, "-out", `${list}.sig`, list);
    expect([upgrade().exitCode, upgrade().stderr.toString()]).toEqual([
      3,
      expect.stringContaining("signature"),
    ]);
    openssl("dgst", "-sha256", "-sign", key, "-out", `${list}.sig`, list);
    expect(JSON.parse(upgrade("--check").stdout.toString())).toMatchObject({
      newest: "99.0.0",
      newer: true,
      signed: true,
    });
    expect(upgrade().exitCode).toBe(0);
    expect(readFileSync(join(bin, "countersign"), "utf8")).toContain("99.0.0");
  },
  120_000,
);

function openssl(...command: readonly string[]): void {
  const { success, stderr } = Bun.spawnSync(["openssl", ...command]);
  if (!success) throw new Error(stderr.toString());
}

test("a target that there is none of is refused before anything is built", () => {
  const { exitCode, stderr } = release("--only", "plan9-mips");
  expect([exitCode, stderr.toString()]).toEqual([1, expect.stringContaining("linux_x64_musl")]);
});

test("the bill of materials lists what the program depends on, with digests, and not what only its tests do", () => {
  const lock = Bun.JSONC.parse(readFileSync(join(CHECKOUT, "bun.lock"), "utf8")) as Lock;
  const { components } = billOfMaterials(lock, VERSION, "1.4.5") as {
    components: { name: string; "bom-ref": string; purl: string; hashes?: { content: string }[] }[];
  };
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["elysia", "drizzle-orm", "thread-stream", "bun"]));
  expect(names.filter((name) => ["knip", "typescript", "playwright-core"].includes(name))).toEqual([]);
  const refs = components.map((one) => one["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  const libraries = components.filter(({ name }) => name !== "bun");
  expect(libraries.filter(({ hashes }) => !/^[0-9a-f]{128}$/.test(hashes?.[0]?.content ?? ""))).toEqual([]);
  expect(libraries.filter(({ purl }) => !/^pkg:npm\/(%40[^/@]+\/)?[^/@]+@\d/.test(purl))).toEqual([]);
});
