import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";

import { openInit } from "./open-init.ts";
import { ADA, freePort } from "./open-world.ts";
import { startOnTerminal } from "./start-on-terminal.ts";
import { startProgram } from "./start-program.ts";

describe("init says in a line what is wrong and where it is mended", () => {
  test("for a wrong secret, and writes nothing", async () => {
    await using world = openInit();
    await using program = world.init(...world.typed("another-secret"));
    expect(await program.ended).toBe(3);
    expect(program.out()).toStartWith("✗ credentials: lark_10014: app secret invalid\n");
    expect(program.out()).toContain(`    ${world.page("baseinfo")}: copy the id and the secret anew`);
    expect(program.out() + program.err()).not.toContain("another-secret");
    expect(existsSync(world.file)).toBe(false);
  });

  test.each([
    ["a bot that is off", "bot", 230006, "bot", "turn the bot on"],
    ["a machine that is not allowed", "bot", 99991401, "safe", "add this machine to the IP allow-list"],
  ] as const)("for %s", async (_, on, code, name, fix) => {
    await using world = openInit();
    world.sandbox.addFault({ on, kind: "answer", code, msg: "said by Lark", times: 10 });
    await using program = world.init(...world.typed());
    expect(await program.ended).toBe(1);
    expect(program.out()).toContain(`✗ bot: lark_${code}: said by Lark\n    ${world.page(name)}: `);
    expect(program.out()).toContain(fix);
  });

  test.each([
    ["somebody whom the app may not write to", 230013, "version", "the app's availability"],
    ["a scope that is missing", 99991672, "auth", "add the scope"],
  ] as const)("for a card to %s, after the settings are written", async (_, code, name, fix) => {
    await using world = openInit();
    world.sandbox.addFault({ on: "send", kind: "answer", code, msg: "said by Lark", times: 10 });
    await using program = world.init(...world.typed());
    const began = performance.now();
    expect(await program.ended).toBe(1);
    // The server would try it again for as long as it takes somebody to press the switch.
    expect(performance.now() - began).toBeLessThan(18_000);
    expect(program.out()).toContain(
      `✗ card: Lark did not take the card for ${ADA}: lark_${code}\n    ${world.page(name)}: `,
    );
    expect(program.out()).toContain(fix);
    expect(world.written()["LARK_APP_ID"]).toBe(world.sandbox.app.id);
  });

  test("for a click that does not come: what has to be switched on for it", async () => {
    await using world = openInit({ cardCallbacks: "none" });
    await using program = world.init("--timeout", "2", ...world.typed());
    expect((await world.press()).code).toBe(200340);
    expect(await program.ended).toBe(124);
    // A card that nobody answers any more would tell whoever presses later nothing but a code.
    expect(world.looks()).toEqual([{ template: "grey", buttons: [] }]);
    expect(program.out()).toMatch(
      /! click: nobody has pressed yet\n[^]*✗ click: nobody pressed within 2 s\n/,
    );
    expect(program.out()).toContain(
      `200340: ${world.page("event?tab=callback")}: choose the persistent connection`,
    );
    expect(program.out()).not.toContain("It works.");
  });

  test("for a platform that is not reached", async () => {
    await using world = openInit();
    const nowhere = `http://127.0.0.1:${freePort()}`;
    await using byCode = startProgram(world.command("--qr", "--domain", nowhere));
    expect(await byCode.ended).toBe(4);
    expect(byCode.out()).toContain("✗ app: ");
    await using byHand = startProgram(world.command("--domain", nowhere, ...world.typed()));
    expect(await byHand.ended).toBe(4);
    expect(byHand.out()).toContain("✗ credentials: lark_unreachable");
  });

  test("for something else that answers in the platform's place", async () => {
    await using world = openInit();
    using portal = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("<html>log in</html>"),
    });
    await using program = startProgram(world.command("--domain", portal.url.origin, ...world.typed()));
    expect(await program.ended).toBe(4);
    expect(program.out()).toStartWith("✗ credentials: lark_bad_answer: ");
    expect(program.out()).toContain("    something else answers: is LARK_DOMAIN right");
  });

  test("for a file that cannot be written, before anybody has made an app whose secret would be lost", async () => {
    await using world = openInit();
    await using program = world.init("--config", "/dev/null/config.toml", "--qr");
    expect(await program.ended).toBe(1);
    expect(program.err()).toStartWith("countersign: cannot write /dev/null/config.toml: ");
    expect(program.err()).not.toContain("say yes within");
  });

  test("for a file that cannot be written", async () => {
    await using world = openInit();
    await using program = world.init("--config", "/dev/null/config.toml", ...world.typed());
    expect(await program.ended).toBe(1);
    expect(program.err()).toStartWith("countersign: cannot write /dev/null/config.toml: ");
  });
});

describe("init where nobody can be asked", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["everything", [], ["--qr, or --app-id", "--app-secret-file", "--to, or --no-card"]],
    ["the secret", ["--app-id", "cli_1", "--to", ADA], ["--app-secret-file"]],
    ["the secret, and whom to write to", ["--app-id", "cli_1"], ["--app-secret-file", "--to, or --no-card"]],
    [
      "what callbacks are proven by",
      ["--qr", "--transport", "http"],
      ["--encrypt-key-file", "--verification-token-file"],
    ],
  ])("names the flags for %s", async (_, args, flags) => {
    await using world = openInit();
    await using program = world.init(...args);
    expect(await program.ended).toBe(2);
    const [, named] = /this is not said: (.*)\n/.exec(program.err()) ?? [];
    expect(named).toBe(flags.join("; "));
  });
});

test("init ends without a trace where the input ends before an answer", async () => {
  await using world = openInit();
  await using sitting = startOnTerminal(world.command("--domain", world.sandbox.url));
  await sitting.find(/scanning a code\): $/);
  sitting.type("\u0004");
  expect(await sitting.ended).toBe(1);
  expect(sitting.screen()).toContain("countersign: the input ended; nothing was set up");
  expect(existsSync(world.file)).toBe(false);
});

describe("a file that is there", () => {
  test("is left alone, and nobody is asked anything", async () => {
    await using world = openInit();
    writeFileSync(world.file, "LARK_RATE = 7\n");
    await using program = world.init(...world.typed());
    expect(await program.ended).toBe(2);
    expect(program.err()).toStartWith(`countersign: there are settings in ${world.file} already\n`);
    expect(readFileSync(world.file, "utf8")).toBe("LARK_RATE = 7\n");
  });

  test("is taken up by force: what is not said anew stays, but for another app's secret", async () => {
    await using world = openInit();
    writeFileSync(
      world.file,
      `LARK_RATE = 7\nCOUNTERSIGN_TOKEN = "a-token-that-is-kept"\nLARK_APP_ID = "cli_old"\nLARK_APP_SECRET = "old"\n`,
      { mode: 0o644 },
    );
    await using lacking = world.init("--force", "--app-id", world.sandbox.app.id, "--no-card");
    expect(await lacking.ended).toBe(2);
    expect(lacking.err()).toContain("--app-secret-file");
    await using program = world.init("--force", "--no-card", ...world.typed());
    expect(await program.ended).toBe(0);
    expect(world.written()).toEqual({
      LARK_RATE: "7",
      COUNTERSIGN_TOKEN: "a-token-that-is-kept",
      COUNTERSIGN_TRANSPORT: "socket",
      LARK_APP_ID: world.sandbox.app.id,
      LARK_APP_SECRET: world.sandbox.app.secret,
      LARK_DOMAIN: world.sandbox.url,
    });
    expect(statSync(world.file).mode & 0o777).toBe(0o600);
    expect(program.out()).not.toContain("It works");
    expect(world.sandbox.view().messages).toEqual([]);
  });
});
