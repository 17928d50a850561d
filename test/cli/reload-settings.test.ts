import { describe, expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { createReload } from "../../src/cli/serve/reload-settings.ts";
import { type Config, readConfig } from "../../src/config/config.ts";
import { createLog } from "../../src/log.ts";
import { createScrubber } from "../../src/scrub.ts";
import { tempDir } from "../support/temp-dir.ts";

const ENV: Readonly<Record<string, string>> = {
  LARK_APP_ID: "cli_1",
  LARK_APP_SECRET: "the-old-app-secret",
  LARK_ENCRYPT_KEY: "the-old-encrypt-key",
  LARK_VERIFICATION_TOKEN: "the-old-verification-token",
};

const read = (env: Readonly<Record<string, string>>) => readConfig({ flags: {}, env, uid: 1000, file: null });

/** What a server was given, and what the log says, when settings are read again that are as these. */
function reload(env: Readonly<Record<string, string>>) {
  const path = join(tempDir(), "log");
  const fd = openSync(path, "w");
  const taken: Config[] = [];
  createReload({
    config: read(ENV).config,
    read: () => read(env),
    server: { takeOverSecrets: (config) => taken.push(config) },
    scrubber: createScrubber(),
    log: createLog({ level: "info", format: "json", fd }),
  })();
  closeSync(fd);
  return { taken, said: readFileSync(path, "utf8") };
}

describe("settings that are read again", () => {
  test("are taken over, and the log names what changed and no value", () => {
    const { taken, said } = reload({ ...ENV, LARK_ENCRYPT_KEY: "the-new-encrypt-key the-old-encrypt-key" });
    expect(taken).toMatchObject([{ LARK_ENCRYPT_KEY: "the-new-encrypt-key the-old-encrypt-key" }]);
    expect(said).toContain('"changed":["LARK_ENCRYPT_KEY"]');
    expect(said).not.toMatch(/the-(new|old)/);
  });

  test("wait for the next start where they are no secrets, and no secret is said to wait", () => {
    const secrets = {
      LARK_APP_SECRET: "the-new-app-secret",
      COUNTERSIGN_TOKEN: "the-new-administrators-token",
      COUNTERSIGN_SEAL_KEY: Buffer.alloc(32, 1).toString("base64"),
      COUNTERSIGN_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
    };
    const { said } = reload({ ...ENV, ...secrets, LARK_RATE: "7" });
    const [, changed = ""] = /"changed":(\[.*?\])/.exec(said) ?? [];
    expect(new Set(JSON.parse(changed))).toEqual(new Set(Object.keys(secrets)));
    expect(said).toContain('"settings":["LARK_RATE"]');
  });

  test.each([
    ["are another app's", { ...ENV, LARK_APP_ID: "cli_2" }, "LARK_APP_ID is another app's"],
    [
      "would take callbacks that nobody signed",
      {
        LARK_APP_ID: "cli_1",
        LARK_APP_SECRET: "s",
        LARK_VERIFICATION_TOKEN: "v",
        COUNTERSIGN_ALLOW_UNSIGNED: "true",
      },
      "LARK_ENCRYPT_KEY can be changed, not added or taken away",
    ],
    [
      "would prove no callback any more",
      {
        LARK_APP_ID: "cli_1",
        LARK_APP_SECRET: "s",
        LARK_ENCRYPT_KEY: "the-old-encrypt-key",
        COUNTERSIGN_TRANSPORT: "socket",
      },
      "LARK_VERIFICATION_TOKEN can be changed, not added or taken away",
    ],
    ["lack one", { LARK_APP_ID: "cli_1" }, "LARK_APP_SECRET is missing"],
  ])("are not taken over where they %s", (_, env, why) => {
    const { taken, said } = reload(env);
    expect(taken).toEqual([]);
    expect(said).toContain(`settings not taken over: ${why}`);
  });
});
