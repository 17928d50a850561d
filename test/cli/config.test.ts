import { describe, expect, onTestFinished, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { fakeIo } from "./fake-io.ts";

const SECRET = "planted-secret-of-the-app";
const COMPLETE = {
  LARK_APP_ID: "cli_1",
  LARK_APP_SECRET: SECRET,
  LARK_VERIFICATION_TOKEN: SECRET,
  LARK_ENCRYPT_KEY: SECRET,
};

async function config(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const io = fakeIo({ env });
  const code: number = await run(["config", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "countersign-config-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

describe("config print", () => {
  test("says of each setting where it came from, and of a secret only that it is set", async () => {
    const here = directory();
    writeFileSync(join(here, "settings.toml"), 'LARK_RATE = 7\nLARK_DOMAIN = "feishu"\n');
    writeFileSync(join(here, "lark_app_secret"), `${SECRET}\n`);
    writeFileSync(join(here, "key"), SECRET);
    const env = {
      CREDENTIALS_DIRECTORY: here,
      LARK_ENCRYPT_KEY_FILE: join(here, "key"),
      LARK_DOMAIN: "lark",
      LARK_VERIFICATION_TOKEN: SECRET,
    };
    const flags = ["--config", join(here, "settings.toml"), "--listen", "127.0.0.1:9000"];
    const { code, out } = await config(env, "print", "--origin", "--json", ...flags);
    expect(code).toBe(0);
    expect(out).not.toContain(SECRET);
    const found = JSON.parse(out) as { name: string; value: string | null; origin: string; path?: string }[];
    const by = (name: string) => {
      const { value, origin, path } = found.find((one) => one.name === name) ?? {};
      return [value, origin, path?.replace(here, ".")];
    };
    expect(by("COUNTERSIGN_LISTEN")).toEqual(["127.0.0.1:9000", "flag", undefined]);
    expect(by("LARK_DOMAIN")).toEqual(["lark", "environment", undefined]);
    expect(by("LARK_RATE")).toEqual(["7", "file", "./settings.toml"]);
    expect(by("LARK_APP_SECRET")).toEqual(["(set, not shown)", "credential", "./lark_app_secret"]);
    expect(by("LARK_ENCRYPT_KEY")).toEqual(["(set, not shown)", "environment", "./key"]);
    expect(by("COUNTERSIGN_LOG_LEVEL")).toEqual(["info", "default", undefined]);
    expect(by("LARK_APP_ID")).toEqual([null, "unset", undefined]);
  });

  test("draws a table for people, without secrets and without the password in a URL", async () => {
    const { out } = await config({ ...COMPLETE, LARK_DOMAIN: `https://me:${SECRET}@gate.example` }, "print");
    expect(out).toMatch(/^LARK_APP_ID +cli_1$/m);
    expect(out).toMatch(/^LARK_APP_SECRET +\(set, not shown\)$/m);
    expect(out).toContain("https://…@gate.example");
    expect(out).not.toContain(SECRET);
  });
});

describe("config validate", () => {
  test("has nothing to say against settings that are right", async () => {
    expect(await config(COMPLETE, "validate")).toEqual({
      code: 0,
      out: "The settings are right.\n",
      err: "",
    });
  });

  test("names every mistake at once, and ends as a wrong setting does", async () => {
    const env = { ...COMPLETE, LARK_APP_ID: "", LARK_RATE: "fast" };
    const { code, err } = await config(env, "validate", "--listen", "here");
    expect(code).toBe(2);
    expect(err).toMatch(/LARK_APP_ID is missing/);
    expect(err).toMatch(/LARK_RATE must be/);
    expect(err).toMatch(/COUNTERSIGN_LISTEN must be/);
    const asked = await config(env, "validate", "--json");
    expect(asked.code).toBe(2);
    expect(JSON.parse(asked.out)).toMatchObject({
      ok: false,
      mistakes: [expect.stringContaining("LARK_RATE"), expect.stringContaining("LARK_APP_ID")],
    });
  });

  test("tells what is allowed but unsafe", async () => {
    const { LARK_ENCRYPT_KEY: _, ...unsigned } = COMPLETE;
    const { code, err } = await config(unsigned, "validate", "--allow-unsigned");
    expect([code, err]).toEqual([0, expect.stringContaining("warning: callbacks are not signed")]);
  });

  test("does not take a credential and a variable for the same secret", async () => {
    const here = directory();
    writeFileSync(join(here, "lark_app_secret"), "another");
    const { code, err } = await config({ ...COMPLETE, CREDENTIALS_DIRECTORY: here }, "validate");
    expect([code, err]).toEqual([2, expect.stringContaining("are both set: keep one")]);
  });

  test("takes a secret from a credential, and nothing else from there", async () => {
    const here = directory();
    writeFileSync(join(here, "lark_app_secret"), `${SECRET}\n`);
    writeFileSync(join(here, "lark_app_id"), "cli_2");
    const env = { LARK_ENCRYPT_KEY: SECRET, LARK_VERIFICATION_TOKEN: SECRET, CREDENTIALS_DIRECTORY: here };
    const { err } = await config(env, "validate");
    expect(err).toContain("LARK_APP_ID is missing");
    expect(err).not.toContain("LARK_APP_SECRET");
  });
});

test("config path says where settings are read from and data is kept", async () => {
  const { code, out } = await config({ XDG_STATE_HOME: "/state" }, "path", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ settings: null, credentials: null, data: "/state/countersign" });
});
