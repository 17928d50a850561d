import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { fakeIo, type FakeIoOptions } from "./fake-io.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "countersign-service-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const unitFile = (): string => join(root, "etc/systemd/system/countersign.service");

async function service(args: readonly string[], options: FakeIoOptions = {}) {
  const io = fakeIo({ env: { HOME: root, ...options.env }, ...options });
  const code: number = await run(["service", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

const inRoot = (command: string, ...more: readonly string[]): readonly string[] => [
  command,
  "--root",
  root,
  ...more,
];

describe("service install", () => {
  test("shows the unit, and writes just that once somebody has said yes", async () => {
    const { code, out, err } = await service(inRoot("install"), { terminal: true, stdin: "yes\n" });
    expect(code).toBe(0);
    expect(err).toContain(`Write this to ${unitFile()}? [y/N]`);
    const unit = readFileSync(unitFile(), "utf8");
    expect(out).toStartWith(unit);
    expect(out).toContain("Nothing was started");
    expect(out).toContain("systemctl enable --now countersign");
    expect(statSync(unitFile()).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(root, "etc/systemd/system"))).toEqual(["countersign.service"]);
    expect(unit).toBe((await service(["print"])).out);
  });

  test.each(["\n", "no\n", "yess\n", ""])("writes nothing when the answer is %j", async (stdin) => {
    expect(await service(inRoot("install"), { terminal: true, stdin })).toMatchObject({ code: 1 });
    expect(readdirSync(root)).toEqual([]);
  });

  test("writes nothing where nobody can be asked, unless it was said beforehand", async () => {
    expect(await service(inRoot("install"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("--yes"),
    });
    expect(readdirSync(root)).toEqual([]);
    expect(await service(inRoot("install", "--yes"))).toMatchObject({ code: 0 });
    expect(await service(inRoot("install"))).toMatchObject({
      code: 0,
      out: expect.stringContaining("Nothing was changed"),
    });
  });

  test("leaves a unit of the system to root, and says what one can have without", async () => {
    const { code, err } = await service(["install", "--yes"]);
    expect([code, err]).toEqual([1, expect.stringContaining("service install --user")]);
    expect(await service(["uninstall", "--yes"])).toMatchObject({ code: 1 });
  });

  test("writes a user's own unit where that user's systemd looks, with that user's paths", async () => {
    const env = { HOME: root, XDG_CONFIG_HOME: join(root, "config") };
    const { code, out } = await service(["install", "--user", "--yes"], { env });
    expect(code).toBe(0);
    expect(out).toContain("systemctl --user enable --now countersign");
    const unit = readFileSync(join(root, "config/systemd/user/countersign.service"), "utf8");
    expect(unit).toContain(`ExecStart=${root}/.local/bin/countersign serve`);
    expect(unit).toContain(`COUNTERSIGN_DATA_DIR=${root}/.local/state/countersign`);
    expect(unit).toContain("WantedBy=default.target");
    expect(unit).not.toContain("DynamicUser");
  });

  test("takes secrets as credentials by their names alone", async () => {
    const { out } = await service([
      "print",
      "--credential",
      "lark_app_secret",
      "--credential",
      "lark_encrypt_key:/k",
    ]);
    expect(out).toContain("LoadCredential=lark_app_secret:/etc/countersign/lark_app_secret\n");
    expect(out).toContain("LoadCredential=lark_encrypt_key:/k\n");
    expect(await service(["print", "--credential", "lark_rate"])).toMatchObject({ code: 2 });
  });
});

test("service install shows the service what root's init writes, and names init where nothing is set yet", async () => {
  const { out } = await service(["print"]);
  expect(out).toContain("\nLoadCredential=config.toml:/etc/countersign/config.toml\n");
  const user = await service(["install", "--user", "--yes"], {
    env: { XDG_CONFIG_HOME: join(root, "config") },
  });
  expect(user.out).not.toContain("config.toml");
  expect(user.out).toContain("countersign init ");
  mkdirSync(join(root, "config/countersign"), { recursive: true });
  writeFileSync(join(root, "config/countersign/config.toml"), "");
  rmSync(join(root, "config/systemd"), { recursive: true });
  const set = await service(["install", "--user", "--yes"], {
    env: { XDG_CONFIG_HOME: join(root, "config") },
  });
  expect(set.out).not.toContain("countersign init ");
});

describe("service uninstall", () => {
  test("removes the unit, and says where settings and data are kept", async () => {
    await service(inRoot("install", "--yes", "--data-dir", "/var/lib/approvals"));
    expect(await service(inRoot("uninstall"), { terminal: true, stdin: "no\n" })).toMatchObject({ code: 1 });
    const { code, out } = await service(inRoot("uninstall", "--yes"));
    expect([code, out]).toEqual([0, expect.stringContaining("Kept: the data in /var/lib/approvals")]);
    expect(readdirSync(join(root, "etc/systemd/system"))).toEqual([]);
    expect(await service(inRoot("uninstall", "--yes"))).toMatchObject({
      code: 0,
      out: expect.stringContaining("There is no"),
    });
  });

  test("does not remove a unit that somebody else wrote", async () => {
    await service(inRoot("install", "--yes"));
    writeFileSync(unitFile(), "[Service]\nExecStart=/bin/true\n");
    expect(await service(inRoot("uninstall", "--yes"))).toMatchObject({ code: 1 });
    expect(readFileSync(unitFile(), "utf8")).toContain("/bin/true");
  });
});

describe("service status", () => {
  test("knows whether the unit is there, and whether it is what would be printed", async () => {
    const status = async () => JSON.parse((await service(inRoot("status", "--json"))).out) as unknown;
    expect(await status()).toEqual({
      installed: false,
      path: unitFile(),
      as_printed: false,
      active: null,
      watchdog: null,
      restarts: null,
    });
    await service(inRoot("install", "--yes", "--listen", "127.0.0.1:9000", "--account", "me"));
    expect(await status()).toMatchObject({ installed: true, as_printed: true });
    appendFileSync(unitFile(), "# mine\n");
    expect(await status()).toMatchObject({ installed: true, as_printed: false });
    for (const broken of [{ group: 1 }, { credentials: null }]) {
      const made = { execPath: "/bin/x", dataDir: "/var/lib/x", envFile: "/etc/x", ...broken };
      writeFileSync(unitFile(), `# Made from: ${JSON.stringify(made)}\n`);
      expect(await status()).toMatchObject({ installed: true, as_printed: false });
    }
    expect(await service(inRoot("status"))).toMatchObject({
      code: 0,
      out: expect.stringContaining("changed by hand"),
    });
  });

  test("asks systemd, where it is, how the service does", async () => {
    writeFileSync(
      join(root, "systemctl"),
      `#!/bin/sh
[ "$*" = "--user show --property=ActiveState,WatchdogUSec,NRestarts countersign.service" ] &&
  printf 'ActiveState=failed\\nWatchdogUSec=30s\\nNRestarts=3\\n'
`,
    );
    chmodSync(join(root, "systemctl"), 0o755);
    const { code, out } = await service(["status", "--user"], { env: { HOME: root, PATH: root } });
    expect([code, out]).toEqual([1, expect.stringContaining("active     failed, started anew 3 times\n")]);
    expect(out).toContain("watchdog   starts it anew after 30s without a sign of life\n");
    // As systemctl does where another init runs.
    writeFileSync(join(root, "systemctl"), "#!/bin/sh\necho 'not been booted' >&2\nexit 1\n");
    expect((await service(["status", "--user"], { env: { HOME: root, PATH: root } })).out).toContain(
      "not known",
    );
    expect((await service(["status", "--user"], { env: { HOME: root, PATH: "" } })).out).toContain(
      "not known",
    );
  });
});
