import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { readConfig } from "../../src/config/config.ts";
import { gatherSettings } from "../../src/config/gather-settings.ts";
import { defaultSettingsFile } from "../../src/config/settings-file.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { tempDir } from "../support/temp-dir.ts";
import { NEEDED } from "./sources.ts";

const UID = 1000;

function put(path: string, text: string, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A home with a file of settings where it usually is. */
function homeWith(text: string, mode?: number): { readonly home: string; readonly path: string } {
  const home = tempDir();
  return { home, path: put(join(home, ".config/countersign/config.toml"), text, mode) };
}

const gather = (env: Readonly<Record<string, string>>, file?: string | null) =>
  gatherSettings({ flags: {}, env, file, uid: UID });

describe("the usual file of settings is", () => {
  test.each<[string, number, Record<string, string>, string | undefined]>([
    [
      "root's, whatever root's environment says",
      0,
      { XDG_CONFIG_HOME: "/x", HOME: "/root" },
      "/etc/countersign",
    ],
    ["in the home", UID, { HOME: "/home/ann" }, "/home/ann/.config/countersign"],
    ["where somebody says", UID, { XDG_CONFIG_HOME: "/x", HOME: "/home/ann" }, "/x/countersign"],
    ["in the home if that is empty", UID, { XDG_CONFIG_HOME: "", HOME: "/h" }, "/h/.config/countersign"],
    ["in the home if that is relative", UID, { XDG_CONFIG_HOME: "x", HOME: "/h" }, "/h/.config/countersign"],
    ["nowhere without a home", UID, {}, undefined],
    ["nowhere in a relative home", UID, { HOME: "here" }, undefined],
  ])("%s", (_, uid, env, directory) => {
    expect(defaultSettingsFile({ env, uid })).toBe(directory && `${directory}/config.toml`);
  });
});

describe("settings", () => {
  test("are read from the usual file without its being named, under the environment", () => {
    const { home, path } = homeWith('LARK_RATE = 3\nLARK_DOMAIN = "feishu"\n');
    const { file, texts, origins } = gather({ HOME: home, LARK_DOMAIN: "lark" });
    expect(file).toBe(path);
    expect([texts.get("LARK_RATE"), texts.get("LARK_DOMAIN")]).toEqual(["3", "lark"]);
    expect(origins.get("LARK_RATE")).toEqual({ kind: "file", path });
  });

  test("are not read from the usual file where another is named, or none is wanted", () => {
    const { home } = homeWith("LARK_RATE = 3\n");
    const other = put(join(tempDir(), "other.toml"), "LARK_RATE = 4\n");
    const third = put(join(tempDir(), "third.toml"), "LARK_RATE = 5\n");
    expect(gather({ HOME: home }, other).texts.get("LARK_RATE")).toBe("4");
    expect(gather({ HOME: home, COUNTERSIGN_CONFIG: third }).texts.get("LARK_RATE")).toBe("5");
    expect(gather({ HOME: home, COUNTERSIGN_CONFIG: third }, other).texts.get("LARK_RATE")).toBe("4");
    expect(gather({ HOME: home, COUNTERSIGN_CONFIG: third }, null).texts.size).toBe(0);
    expect(gather({ COUNTERSIGN_CONFIG: third }).warnings).toEqual([]);
  });

  test("come from the file that systemd shows the service, before the usual one", () => {
    const { home } = homeWith("LARK_RATE = 3\n");
    const credentials = tempDir();
    put(join(credentials, "config.toml"), `LARK_RATE = 6\nLARK_APP_SECRET = "s"\n`, 0o440);
    const { texts, warnings } = gather({ HOME: home, CREDENTIALS_DIRECTORY: credentials });
    expect([texts.get("LARK_RATE"), warnings]).toEqual(["6", []]);
    expect(gather({ HOME: home, CREDENTIALS_DIRECTORY: tempDir() }).texts.get("LARK_RATE")).toBe("3");
  });

  test("in a file that cannot be read keep the server from starting", () => {
    const home = tempDir();
    mkdirSync(join(home, ".config/countersign/config.toml"), { recursive: true });
    expect(() => readConfig({ flags: {}, env: { ...NEEDED, HOME: home }, uid: UID })).toThrow("config.toml");
  });

  test.each([
    [0o640, true],
    [0o604, true],
    [0o620, true],
    [0o600, false],
    [0o400, false],
  ])("with secrets in a file of mode %o are warned of: %p", (mode, warned) => {
    const { home, path } = homeWith('LARK_APP_SECRET = "s"\n', mode);
    const { warnings } = gather({ HOME: home });
    expect(warnings).toEqual(warned ? [expect.stringContaining(`chmod 600 ${path}`)] : []);
  });

  test("without secrets may be read by everybody", () => {
    const { home } = homeWith("LARK_RATE = 3\n", 0o644);
    expect(gather({ HOME: home }).warnings).toEqual([]);
  });
});

describe("the usual file", () => {
  test("is where every command looks for the data directory, and is named by config", async () => {
    const { home, path } = homeWith('COUNTERSIGN_DATA_DIR = "/srv/approvals"\n');
    const io = fakeIo({ env: { HOME: home } });
    await run(["config", "path", "--json"], io);
    expect(JSON.parse(io.out())).toEqual({ settings: path, credentials: null, data: "/srv/approvals" });
    const origins = fakeIo({ env: { HOME: home } });
    await run(["config", "print", "--origin", "--json"], origins);
    const told = JSON.parse(origins.out()) as readonly { name: string; origin: string }[];
    expect(told.find(({ name }) => name === "COUNTERSIGN_DATA_DIR")).toMatchObject({
      value: "/srv/approvals",
      origin: "file",
      path,
    });
    const backup = fakeIo({ env: { HOME: home } });
    expect<number>(await run(["backup", join(home, "b")], backup)).toBe(1);
    expect(backup.err()).toContain("/srv/approvals");
  });

  test("of secrets that others may read is warned of wherever settings are shown or checked", async () => {
    const { home, path } = homeWith('LARK_APP_SECRET = "s"\n', 0o644);
    for (const command of [
      ["config", "print"],
      ["config", "validate"],
      ["doctor", "--offline"],
    ]) {
      const env = { ...NEEDED, LARK_APP_SECRET: "", HOME: home, COUNTERSIGN_DATA_DIR: join(home, "data") };
      const io = fakeIo({ env });
      await run(command, io);
      expect([command, io.out() + io.err()]).toEqual([command, expect.stringContaining(`chmod 600 ${path}`)]);
    }
  });

  test("that is wrong is said before anything is done to another directory than the one it names", async () => {
    const { home, path } = homeWith('COUNTERSIGN_DATADIR = "/srv/approvals"\n');
    const io = fakeIo({ env: { HOME: home } });
    expect<number>(await run(["backup", join(home, "b")], io)).toBe(2);
    expect(io.err()).toContain(`${path}: COUNTERSIGN_DATADIR is unknown`);
  });
});
