import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { awaitCard } from "../../src/cli/dev/await-card.ts";
import { clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ADA, freePort } from "./open-world.ts";
import { startOnTerminal } from "./start-on-terminal.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

setDefaultTimeout(30_000);

/** The questions are asked as often as a test has patience for. */
const FAST = { intervalSeconds: 0.05 };

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

function open({ registration, ...options }: SandboxOptions = {}): void {
  sandbox = createSandbox({ registration: { ...FAST, ...registration }, ...options });
  sandbox.listen();
}

function command(...args: readonly string[]): readonly string[] {
  return [...FROM_SOURCE, "init", "--config", file, ...args];
}

function init(...args: readonly string[]): Program {
  return startProgram(command("--domain", sandbox.url, ...args));
}

function secretFile(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, `${text}\n`);
  return path;
}

/** For an app that is there already. */
function typed(secret: string = sandbox.app.secret): readonly string[] {
  return ["--app-id", sandbox.app.id, "--app-secret-file", secretFile("secret", secret), "--to", ADA];
}

/** Whoever sees the code scans it, and says yes or no. */
async function scan(program: Pick<Program, "find">, { refuse = false } = {}) {
  const [, url = ""] = await program.find(/say yes within \d+ min:\r?\n {2}(\S+)\r?\n/);
  return sandbox.scan({ url, person: ADA, refuse });
}

/** Waits for the first card, and presses its button. */
async function press(action = "approve") {
  const message = await awaitCard(sandbox, AbortSignal.timeout(8_000), (one) => readCard(one) !== undefined);
  const button = readCard(message)?.buttons.find(({ value }) => value["action"] === action);
  if (button === undefined) throw new Error(`the card has no button to ${action}`);
  return { message, result: await sandbox.click(clickOn(message, ADA, button)) };
}

function written(): Readonly<Record<string, unknown>> {
  return Bun.TOML.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}

describe("init by a scanned code", () => {
  test.each(["feishu", "lark"] as const)("is one scan and one click to “It works” (%s)", async (brand) => {
    open({ registration: { brand }, cardCallbacks: "none" });
    await using program = init("--qr");
    expect((await scan(program)).callbacks).toEqual(["card.action.trigger"]);
    const { message, result } = await press();
    expect(result.code).toBeUndefined();
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain("It works.");
    expect(program.out()).toContain(`serve --config ${file}`);
    const now = sandbox.message(message.message_id) ?? message;
    expect(readCard(now)).toMatchObject({ template: "green", buttons: [] });
    expect(program.out() + program.err()).not.toContain(sandbox.app.secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(structuredClone(written())).toEqual({
      LARK_APP_ID: sandbox.app.id,
      LARK_APP_SECRET: sandbox.app.secret,
      LARK_DOMAIN: sandbox.url,
      COUNTERSIGN_TRANSPORT: "socket",
      COUNTERSIGN_TOKEN: expect.stringMatching(/^cst_[\w-]{43}$/),
    });
  });

  test("shows the code on a terminal, and the address alone where the lines are short", async () => {
    open();
    await using wide = startOnTerminal(command("--qr", "--domain", sandbox.url, "--no-card"));
    await wide.find(/[█▀▄]{10}/);
    await scan(wide);
    expect(await wide.ended).toBe(0);
    rmSync(file);
    await using narrow = startOnTerminal(command("--qr", "--domain", sandbox.url, "--no-card"), {
      columns: 40,
    });
    await narrow.find(/Open this where you use Lark or Feishu, and say yes within 10 min/);
    expect(narrow.screen()).not.toMatch(/[█▀▄]/);
  });

  test("ends when somebody says no, and when nobody says anything", async () => {
    open();
    await using refused = init("--qr");
    await scan(refused, { refuse: true });
    expect(await refused.ended).toBe(3);
    expect(refused.out()).toContain("✗ app: the user said no\n");
    await sandbox.stop();
    open({ registration: { expiresInSeconds: 0.3 } });
    await using late = init("--qr");
    expect(await late.ended).toBe(124);
    expect(late.out()).toContain("✗ app: ");
    expect(existsSync(file)).toBe(false);
  });

  test("keeps the app when the platform does not say who scanned, and goes on from there", async () => {
    open({ registration: { tells: "bot" } });
    await using program = init("--qr");
    await scan(program);
    expect(await program.ended).toBe(1);
    expect(program.out()).toContain("✗ card: whoever scanned the code is not known\n");
    expect(program.out()).toContain(`init --force --config ${file} --to ou_…`);
    const { LARK_APP_SECRET: kept, COUNTERSIGN_TOKEN: token } = written();
    expect(kept).toBe(sandbox.app.secret);
    await using again = startProgram(command("--force", "--to", ADA));
    await press();
    expect(await again.ended).toBe(0);
    expect(written()["COUNTERSIGN_TOKEN"]).toBe(token);
  });
});

describe("init with an app that is there", () => {
  test("asks for what it needs, shows no secret, and ends with “It works”", async () => {
    open();
    await using sitting = startOnTerminal([...command()]);
    await sitting.find(/The app's id, cli_… \(Enter: make an app by scanning a code\): $/);
    sitting.type(`${sandbox.app.id}\n`);
    await sitting.find(/lark or feishu\? \[lark\] $/);
    sitting.type("neither\n");
    await sitting.find(/Say lark or feishu\.\r\n.*\[lark\] $/);
    sitting.type("feishu\n");
    await sitting.find(/from https:\/\/open\.feishu\.cn\/app\/cli_\w+\/baseinfo \(not shown\): $/);
    sitting.type("\u0003");
    expect(await sitting.ended).toBe(130);
    expect(existsSync(file)).toBe(false);

    await using again = startOnTerminal(command("--domain", sandbox.url));
    await again.find(/scanning a code\): $/);
    again.type(`${sandbox.app.id}\n`);
    await again.find(/\(not shown\): $/);
    again.type(`${sandbox.app.secret}\r`);
    await again.find(/Who gets the first card\? .*: $/);
    again.type("ada\n");
    await again.find(/Say oc_… for a chat;[^:]*: $/);
    again.type("ada@example.com\n");
    await press("reject");
    expect(await again.ended).toBe(0);
    expect(again.screen()).toContain("It works.");
    expect(again.screen()).not.toContain(sandbox.app.secret);
    expect(written()["LARK_APP_SECRET"]).toBe(sandbox.app.secret);
  });

  test("says each step to programs as JSON, and to nobody a secret", async () => {
    open();
    await using program = init("--json", ...typed());
    await press();
    expect(await program.ended).toBe(0);
    const { steps, ...rest } = JSON.parse(program.out()) as { steps: { check: string; state: string }[] };
    expect(rest).toEqual({ ok: true, settings: file } as object);
    expect(steps.map(({ check, state }) => [check, state])).toEqual(
      ["credentials", "bot", "long connection", "settings", "card", "click"].map((check) => [check, "ok"]),
    );
    expect(program.out() + program.err()).not.toContain(sandbox.app.secret);
  });

  test("proves callbacks over HTTP at the address that Lark will call", async () => {
    open({ delivery: "http" });
    const listen = `127.0.0.1:${freePort()}`;
    sandbox.setCallbackUrl(`http://${listen}/lark/callback`);
    const secrets = [
      ...["--encrypt-key-file", secretFile("key", sandbox.app.encryptKey)],
      ...["--verification-token-file", secretFile("token", sandbox.app.verificationToken)],
    ];
    const road = ["--transport", "http", "--listen", listen, "--public-url", "https://approvals.example.com"];
    await using program = init(...road, ...secrets, ...typed());
    await program.find(
      /event\?tab=callback: send callbacks to https:\/\/approvals\.example\.com\/lark\/callback,/,
    );
    await press();
    expect(await program.ended).toBe(0);
    expect(written()).toMatchObject({ COUNTERSIGN_TRANSPORT: "http", COUNTERSIGN_LISTEN: listen });
  });
});

describe("init says in a line what is wrong and where it is mended", () => {
  const page = (name: string): string => `${sandbox.url}/app/${sandbox.app.id}/${name}`;

  test("for a wrong secret, and writes nothing", async () => {
    open();
    await using program = init(...typed("another-secret"));
    expect(await program.ended).toBe(3);
    expect(program.out()).toStartWith("✗ credentials: lark_10014: app secret invalid\n");
    expect(program.out()).toContain(`    ${page("baseinfo")}: copy the id and the secret anew`);
    expect(program.out() + program.err()).not.toContain("another-secret");
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ["a bot that is off", "bot", 230006, "bot", "turn the bot on"],
    ["a machine that is not allowed", "bot", 99991401, "safe", "add this machine to the IP allow-list"],
  ] as const)("for %s", async (_, on, code, name, fix) => {
    open();
    sandbox.addFault({ on, kind: "answer", code, msg: "said by Lark", times: 10 });
    await using program = init(...typed());
    expect(await program.ended).toBe(1);
    expect(program.out()).toContain(`✗ bot: lark_${code}: said by Lark\n    ${page(name)}: `);
    expect(program.out()).toContain(fix);
  });

  test.each([
    ["somebody whom the app may not write to", 230013, "version", "the app's availability"],
    ["a scope that is missing", 99991672, "auth", "add the scope"],
  ] as const)("for a card to %s, after the settings are written", async (_, code, name, fix) => {
    open();
    sandbox.addFault({ on: "send", kind: "answer", code, msg: "said by Lark", times: 10 });
    await using program = init(...typed());
    expect(await program.ended).toBe(1);
    expect(program.out()).toContain(
      `✗ card: Lark did not take the card for ${ADA}: lark_${code}\n    ${page(name)}: `,
    );
    expect(program.out()).toContain(fix);
    expect(written()["LARK_APP_ID"]).toBe(sandbox.app.id);
  });

  test("for a click that does not come: what has to be switched on for it", async () => {
    open({ cardCallbacks: "none" });
    await using program = init("--timeout", "2", ...typed());
    expect((await press()).result.code).toBe(200340);
    expect(await program.ended).toBe(124);
    expect(program.out()).toContain("✗ click: nobody pressed within 2 s\n");
    expect(program.out()).toContain(
      `200340: ${page("event?tab=callback")}: choose the persistent connection`,
    );
    expect(program.out()).not.toContain("It works");
  });

  test("for a platform that is not reached", async () => {
    open();
    const nowhere = `http://127.0.0.1:${freePort()}`;
    await using byCode = startProgram(command("--qr", "--domain", nowhere));
    expect(await byCode.ended).toBe(4);
    expect(byCode.out()).toContain("✗ app: ");
    await using byHand = startProgram(command("--domain", nowhere, ...typed()));
    expect(await byHand.ended).toBe(4);
    expect(byHand.out()).toContain("✗ credentials: lark_unreachable");
  });

  test("for a file that cannot be written", async () => {
    open();
    file = "/dev/null/config.toml";
    await using program = init(...typed());
    expect(await program.ended).toBe(1);
    expect(program.err()).toStartWith(`countersign: cannot write ${file}: `);
  });
});

describe("init where nobody can be asked", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["everything", [], ["--qr, or --app-id", "--app-secret-file", "--to, or --no-card"]],
    ["the secret", ["--app-id", "cli_1", "--to", ADA], ["--app-secret-file"]],
    ["whom to write to", ["--app-id", "cli_1", "--app-secret-file", "/dev/null"], ["--to, or --no-card"]],
    [
      "what callbacks are proven by",
      ["--qr", "--transport", "http"],
      ["--encrypt-key-file", "--verification-token-file"],
    ],
  ])("names the flags for %s", async (_, args, flags) => {
    open();
    await using program = init(...args);
    expect(await program.ended).toBe(2);
    const [, named] = /this is not said: (.*)\n/.exec(program.err()) ?? [];
    expect(named).toBe(flags.join("; "));
  });
});

describe("a file that is there", () => {
  test("is left alone, and nobody is asked anything", async () => {
    open();
    writeFileSync(file, "LARK_RATE = 7\n");
    await using program = init(...typed());
    expect(await program.ended).toBe(2);
    expect(program.err()).toStartWith(`countersign: there are settings in ${file} already\n`);
    expect(readFileSync(file, "utf8")).toBe("LARK_RATE = 7\n");
  });

  test("is taken up by force: what is not said anew stays, but for another app's secret", async () => {
    open();
    writeFileSync(
      file,
      `LARK_RATE = 7\nCOUNTERSIGN_TOKEN = "a-token-that-is-kept"\nLARK_APP_ID = "cli_old"\nLARK_APP_SECRET = "old"\n`,
      { mode: 0o644 },
    );
    await using lacking = init("--force", "--app-id", sandbox.app.id, "--no-card");
    expect(await lacking.ended).toBe(2);
    expect(lacking.err()).toContain("--app-secret-file");
    await using program = init("--force", "--no-card", ...typed());
    expect(await program.ended).toBe(0);
    expect(written()).toEqual({
      LARK_RATE: "7",
      COUNTERSIGN_TOKEN: "a-token-that-is-kept",
      COUNTERSIGN_TRANSPORT: "socket",
      LARK_APP_ID: sandbox.app.id,
      LARK_APP_SECRET: sandbox.app.secret,
      LARK_DOMAIN: sandbox.url,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(program.out()).not.toContain("It works");
    expect(sandbox.view().messages).toEqual([]);
  });
});

test("an interruption while it waits for the click ends it with 130, and keeps the settings", async () => {
  open();
  await using program = init(...typed());
  await program.find(/press a button on it/);
  program.signal("SIGINT");
  expect(await program.ended).toBe(130);
  expect(written()["LARK_APP_ID"]).toBe(sandbox.app.id);
});
