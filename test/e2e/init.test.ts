import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { awaitCard } from "../../src/cli/dev/await-card.ts";
import { clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ADA } from "./open-world.ts";
import { FROM_SOURCE, startProgram } from "./start-program.ts";

setDefaultTimeout(30_000);

const INIT = [...FROM_SOURCE, "init"];

let sandbox: Sandbox;
let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-init-test-"));
  file = join(home, "config.toml");
});

afterEach(async () => {
  await sandbox.stop();
  rmSync(home, { recursive: true });
});

function open(options: SandboxOptions = {}): string {
  sandbox = createSandbox({ registration: { intervalSeconds: 0.05 }, ...options });
  return sandbox.listen();
}

/** Waits for the first card, and presses its button. */
async function press(action = "approve") {
  const message = await awaitCard(sandbox, AbortSignal.timeout(8_000), (one) => readCard(one) !== undefined);
  const button = readCard(message)?.buttons.find(({ value }) => value["action"] === action);
  if (button === undefined) throw new Error(`the card has no button to ${action}`);
  const result = await sandbox.click(clickOn(message, ADA, button));
  return { message, result };
}

describe("init by a scanned code", () => {
  test.each(["feishu", "lark"] as const)("is one scan and one click to “It works” (%s)", async (brand) => {
    const url = open({ registration: { intervalSeconds: 0.05, brand }, cardCallbacks: "none" });
    await using program = startProgram([...INIT, "--qr", "--domain", url, "--config", file]);
    const [, address = ""] = await program.find(/say yes within 10 min:\n {2}(\S+)\n/);
    const shown = sandbox.scan({ url: address, person: ADA });
    expect(shown.callbacks).toEqual(["card.action.trigger"]);
    const { message, result } = await press();
    expect(result.code).toBeUndefined();
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain("It works.");
    expect(readCard(sandbox.message(message.message_id) ?? message)).toMatchObject({
      template: "green",
      buttons: [],
    });
    expect(program.out()).toContain(`serve --config ${file}`);
    expect(program.out() + program.err()).not.toContain(sandbox.app.secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Bun.TOML.parse(readFileSync(file, "utf8"))).toEqual({
      LARK_APP_ID: sandbox.app.id,
      LARK_APP_SECRET: sandbox.app.secret,
      LARK_DOMAIN: url,
      COUNTERSIGN_TRANSPORT: "socket",
      COUNTERSIGN_TOKEN: expect.stringMatching(/^cst_[\w-]{43}$/),
    });
  });
});
