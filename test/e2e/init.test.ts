import { describe, expect, test } from "bun:test";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { readCard } from "../../src/cli/dev/card-state.ts";
import { aCertificate } from "../support/a-certificate.ts";
import { openInit } from "./open-init.ts";
import { ADA, freePort } from "./open-world.ts";
import { startOnTerminal } from "./start-on-terminal.ts";
import { startProgram } from "./start-program.ts";

describe("init by a scanned code", () => {
  test.each(["feishu", "lark"] as const)("is one scan and one click to “It works” (%s)", async (brand) => {
    await using world = openInit({ registration: { brand }, cardCallbacks: "none" });
    await using program = world.init("--qr");
    expect((await world.scan(program)).callbacks).toEqual(["card.action.trigger"]);
    const { messageId, code } = await world.press();
    expect(code).toBeUndefined();
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain("It works.");
    expect(program.out()).toContain(`serve --config ${world.file}`);
    const card = world.sandbox.message(messageId);
    expect(card && readCard(card)).toMatchObject({ template: "green", buttons: [] });
    expect(program.out() + program.err()).not.toContain(world.sandbox.app.secret);
    expect(statSync(world.file).mode & 0o777).toBe(0o600);
    expect(structuredClone(world.written())).toEqual({
      LARK_APP_ID: world.sandbox.app.id,
      LARK_APP_SECRET: world.sandbox.app.secret,
      LARK_DOMAIN: world.sandbox.url,
      COUNTERSIGN_TRANSPORT: "socket",
      COUNTERSIGN_TOKEN: expect.stringMatching(/^cst_[\w-]{43}$/),
    });
  });

  test("says which variables will go over the file that it wrote, and writes none of them", async () => {
    await using world = openInit();
    const env = { LARK_APP_ID: "cli_old", LARK_APP_SECRET_FILE: world.secretFile("old", "old-secret") };
    await using program = startProgram(world.command("--qr", "--no-card", "--domain", world.sandbox.url), {
      env,
    });
    await world.scan(program);
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain(
      "! settings: what the environment says goes over that file: LARK_APP_ID, LARK_APP_SECRET_FILE\n    unset LARK_APP_ID LARK_APP_SECRET_FILE\n",
    );
    expect(world.written()["LARK_APP_SECRET"]).toBe(world.sandbox.app.secret);
  });

  test("shows the code on a terminal, and the address alone where the lines are short", async () => {
    await using world = openInit();
    const byCode = world.command("--qr", "--domain", world.sandbox.url, "--no-card");
    await using wide = startOnTerminal(byCode);
    await wide.find(/[█▀▄]{10}[^]*Scan this with Lark or Feishu, or open it/);
    await world.scan(wide);
    expect(await wide.ended).toBe(0);
    rmSync(world.file);
    await using low = startOnTerminal(byCode, { rows: 30 });
    await low.find(/[█▀▄]{10}[^]*Scan this with Lark or Feishu \(make the window taller to see all of it\)/);
    await using narrow = startOnTerminal(byCode, { columns: 40 });
    await narrow.find(/Open this where you use Lark or Feishu, and say yes within 10 min/);
    expect(narrow.screen()).not.toMatch(/[█▀▄]/);
  });

  test("ends when somebody says no", async () => {
    await using world = openInit();
    await using program = world.init("--qr");
    await world.scan(program, { refuse: true });
    expect(await program.ended).toBe(3);
    expect(program.out()).toContain("✗ app: the user said no\n");
  });

  test("ends when nobody says anything before the code expires", async () => {
    await using world = openInit({ registration: { expiresInSeconds: 0.3 } });
    await using program = world.init("--qr");
    expect(await program.ended).toBe(124);
    expect(program.out()).toContain("✗ app: ");
    expect(existsSync(world.file)).toBe(false);
  });

  test("keeps the app when the platform does not say who scanned, and goes on from there", async () => {
    await using world = openInit({ registration: { tells: "bot" } });
    await using program = world.init("--qr");
    await world.scan(program);
    expect(await program.ended).toBe(1);
    expect(program.out()).toContain("✗ card: whoever scanned the code is not known\n");
    expect(program.out()).toContain(`init --force --config ${world.file} --to ou_…`);
    const { LARK_APP_SECRET: kept, COUNTERSIGN_TOKEN: token } = world.written();
    expect(kept).toBe(world.sandbox.app.secret);
    await using again = startProgram(world.command("--force", "--to", ADA));
    await world.press();
    expect(await again.ended).toBe(0);
    expect(world.written()["COUNTERSIGN_TOKEN"]).toBe(token);
  });

  test("asks who gets the card when the platform does not say, and can be left there", async () => {
    await using world = openInit({ registration: { tells: "bot" } });
    await using sitting = startOnTerminal(world.command("--qr", "--domain", world.sandbox.url));
    await world.scan(sitting);
    await sitting.find(/Who gets the first card\? .*: $/);
    sitting.type("\u0003");
    expect(await sitting.ended).toBe(130);
    await using again = startOnTerminal(world.command("--force", "--qr", "--domain", world.sandbox.url));
    await world.scan(again);
    await again.find(/Who gets the first card\? .*: $/);
    again.type(`${ADA}\n`);
    await world.press();
    expect(await again.ended).toBe(0);
    expect(again.screen()).toContain(`request create --title "Ship it" --to ${ADA} --approver ${ADA} --wait`);
  });
});

describe("init with an app that is there", () => {
  test("asks for what it needs, shows no secret, and ends with “It works”", async () => {
    await using world = openInit();
    await using sitting = startOnTerminal([...world.command()]);
    await sitting.find(/The app's id, cli_… \(Enter: make an app by scanning a code\): $/);
    sitting.type(`${world.sandbox.app.id}\n`);
    await sitting.find(/lark or feishu\? \[lark\] $/);
    sitting.type("neither\n");
    await sitting.find(/Say lark or feishu\.\r\n.*\[lark\] $/);
    sitting.type("feishu\n");
    await sitting.find(/from https:\/\/open\.feishu\.cn\/app\/cli_\w+\/baseinfo \(not shown\): $/);
    sitting.type("\u0003");
    expect(await sitting.ended).toBe(130);
    expect(existsSync(world.file)).toBe(false);

    await using again = startOnTerminal(world.command("--domain", world.sandbox.url));
    await again.find(/scanning a code\): $/);
    again.type(`${world.sandbox.app.id}\n`);
    await again.find(/\(not shown\): $/);
    again.type(`${world.sandbox.app.secret}\r`);
    await again.find(/Who gets the first card\? .*: $/);
    again.type("ada\n");
    await again.find(/Say oc_… for a chat;.*\r\n.*or an e-mail address: $/);
    again.type("ada@example.com\n");
    await world.press("reject");
    expect(await again.ended).toBe(0);
    expect(again.screen()).toContain("It works.");
    expect(again.screen()).not.toContain(world.sandbox.app.secret);
    expect(world.written()["LARK_APP_SECRET"]).toBe(world.sandbox.app.secret);
  });

  test("says each step to programs as JSON, and to nobody a secret", async () => {
    await using world = openInit();
    await using program = world.init("--json", ...world.typed());
    await world.press();
    expect(await program.ended).toBe(0);
    const { steps, ...rest } = JSON.parse(program.out()) as { steps: { check: string; state: string }[] };
    expect(rest).toEqual({ ok: true, settings: world.file } as object);
    expect(steps.map(({ check, state }) => [check, state])).toEqual(
      ["credentials", "bot", "long_connection", "settings", "card", "click"].map((check) => [check, "ok"]),
    );
    expect(program.out() + program.err()).not.toContain(world.sandbox.app.secret);
  });

  test("works where the file that it takes up names a certificate, which is for Lark", async () => {
    await using world = openInit();
    const { cert, key } = aCertificate(dirname(world.file), "pair");
    writeFileSync(world.file, `COUNTERSIGN_TLS_CERT = "${cert}"\nCOUNTERSIGN_TLS_KEY = "${key}"\n`);
    await using program = world.init("--force", ...world.typed());
    await world.press();
    expect(await program.ended).toBe(0);
    expect(world.written()).toMatchObject({ COUNTERSIGN_TLS_CERT: cert, LARK_APP_ID: world.sandbox.app.id });
  });

  test("proves callbacks over HTTP at the address that Lark will call", async () => {
    await using world = openInit({ delivery: "http" });
    const listen = `127.0.0.1:${freePort()}`;
    world.sandbox.setCallbackUrl(`http://${listen}/lark/callback`);
    const key = ["--encrypt-key-file", world.secretFile("key", world.sandbox.app.encryptKey)];
    const token = [
      "--verification-token-file",
      world.secretFile("token", world.sandbox.app.verificationToken),
    ];
    const road = ["--transport", "http", "--listen", listen, "--public-url", "https://approvals.example.com"];
    await using program = world.init(...road, ...key, ...token, ...world.typed());
    await program.find(
      /event\?tab=callback: send callbacks to https:\/\/approvals\.example\.com\/lark\/callback,/,
    );
    await world.press();
    expect(await program.ended).toBe(0);
    expect(world.written()).toMatchObject({ COUNTERSIGN_TRANSPORT: "http", COUNTERSIGN_LISTEN: listen });
  });
});

test("an interruption while Lark is slow to answer ends it with 130, and writes nothing", async () => {
  await using world = openInit();
  world.sandbox.addFault({ on: "bot", kind: "delay", delay_ms: 4_000, times: 10 });
  const key = ["--encrypt-key-file", world.secretFile("key", world.sandbox.app.encryptKey)];
  const token = ["--verification-token-file", world.secretFile("token", "any-token")];
  await using program = world.init("--transport", "http", ...key, ...token, ...world.typed());
  await program.find(/✓ credentials/);
  program.signal("SIGINT");
  expect(await program.ended).toBe(130);
  expect(existsSync(world.file)).toBe(false);
});

test.each(["SIGINT", "SIGHUP"] as const)(
  "%s while it waits for the click ends it with 130, keeps the settings, and leaves no card to press",
  async (signal) => {
    await using world = openInit();
    await using program = world.init(...world.typed());
    await program.find(/press a button on it/);
    program.signal(signal);
    expect(await program.ended).toBe(130);
    expect(world.looks()).toEqual([{ template: "grey", buttons: [] }]);
    expect(world.written()["LARK_APP_ID"]).toBe(world.sandbox.app.id);
  },
);
