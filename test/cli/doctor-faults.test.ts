import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { tempDir } from "../support/temp-dir.ts";
import { doctor, quiet } from "./ask-doctor.ts";
import { fakeIo } from "./fake-io.ts";

test.each([
  [{ COUNTERSIGN_PUBLIC_URL: "http://example.com" }, "warning settings: COUNTERSIGN_PUBLIC_URL is http"],
  [{ COUNTERSIGN_PUBLIC_URL: "" }, "warning settings: callbacks come over HTTP"],
  [
    { COUNTERSIGN_PUBLIC_URL: "https://127.0.0.1:8080" },
    "broken settings: COUNTERSIGN_PUBLIC_URL is https://127.0.0.1",
  ],
  [
    { COUNTERSIGN_TRANSPORT: "socket" },
    "warning settings: LARK_ENCRYPT_KEY is set, and the long connection uses none",
  ],
  [
    { COUNTERSIGN_ALLOW_UNSIGNED: "true" },
    "warning settings: COUNTERSIGN_ALLOW_UNSIGNED is set beside LARK_ENCRYPT_KEY",
  ],
  [
    { COUNTERSIGN_LISTEN: "0.0.0.0:9464" },
    "broken settings: COUNTERSIGN_LISTEN and COUNTERSIGN_METRICS_LISTEN both have port 9464",
  ],
  [
    { LARK_DOMAIN: "https://open.feishu.cn/app" },
    "broken settings: LARK_DOMAIN is https://open.feishu.cn/app, a page for browsers | set LARK_DOMAIN=feishu",
  ],
  [{ LARK_DOMAIN: "https://accounts.larksuite.com" }, "| set LARK_DOMAIN=lark"],
])("doctor names settings that contradict each other: %j", async (env, line) => {
  const { lines } = await doctor(quiet(env), "--offline");
  expect(lines.join("\n")).toContain(line);
});

test("doctor finds nothing in settings that agree, on two ports of one host, and on one port of two hosts", async () => {
  const agree = { COUNTERSIGN_LISTEN: "127.0.0.2:9464", COUNTERSIGN_METRICS_LISTEN: "127.0.0.1:9464" };
  const { lines } = await doctor(quiet(agree), "--offline");
  expect(lines.filter((line) => / settings: /.test(line))).toEqual([
    "ok settings: complete, and they agree | undefined",
  ]);
});

test("doctor names a secret that stands in two places, and a file of one that others may read", async () => {
  const [file, secret] = [join(tempDir(), "config.toml"), join(tempDir(), "encrypt-key")];
  writeFileSync(file, 'LARK_APP_SECRET = "another"\n', { mode: 0o600 });
  writeFileSync(secret, "key\n", { mode: 0o644 });
  const { LARK_ENCRYPT_KEY: _, ...env } = quiet({ LARK_ENCRYPT_KEY_FILE: secret });
  const { code, lines } = await doctor(env, "--offline", "--config", file);
  expect(lines).toContain(
    `warning settings: LARK_APP_SECRET stands in ${file}, and that of the environment counts | keep it in one place`,
  );
  expect(lines.join("\n")).toContain(`broken permissions: ${secret} holds secrets`);
  expect([code, lines.join("\n").includes("another")]).toEqual([1, false]);
});

test.each(["countersign.db-wal", "receipt-key.pem", "some.key", "before-upgrade-1.2.3.backup"])(
  "doctor names %s that others may read",
  async (name) => {
    const env = quiet();
    const path = join(env["COUNTERSIGN_DATA_DIR"] ?? "", name);
    writeFileSync(path, "", { mode: 0o600 });
    chmodSync(path, 0o640);
    const { lines } = await doctor(env, "--offline");
    expect(lines).toContain(
      `broken permissions: ${path} can be read or written by others | chmod go-rwx ${path}`,
    );
  },
);

test("doctor names a handler that others may change, and that is not run", async () => {
  const env = quiet();
  const dir = join(env["COUNTERSIGN_DATA_DIR"] ?? "", "handlers");
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(join(dir, "deploy.ts"), "export const handlers = {};\n");
  chmodSync(join(dir, "deploy.ts"), 0o666);
  const { lines } = await doctor(env, "--offline");
  expect(lines.find((line) => line.includes("deploy.ts"))).toMatch(
    /^broken permissions: handlers: deploy\.ts can be written by others.* \| chmod go-w .*deploy\.ts$/,
  );
});

test("doctor names a unit that is not what would be printed, and how to mend it", async () => {
  const config = tempDir();
  mkdirSync(join(config, "systemd/user"), { recursive: true });
  const path = join(config, "systemd/user/countersign.service");
  const io = fakeIo({ env: { XDG_CONFIG_HOME: config, HOME: config } });
  expect(await run(["service", "print", "--user"], io)).toBe(0);
  writeFileSync(path, io.out());
  const env = quiet({ XDG_CONFIG_HOME: config, HOME: config });
  expect((await doctor(env, "--offline")).lines).toContain(
    `ok unit: ${path} is as this program prints it | undefined`,
  );
  writeFileSync(path, io.out().replace("NoNewPrivileges=yes", "NoNewPrivileges=no"));
  const line = (await doctor(env, "--offline")).lines.find((line) => line.includes(" unit: "));
  expect(line).toMatch(/^warning unit: .* is not what this program would print.*service install --user/);
});
