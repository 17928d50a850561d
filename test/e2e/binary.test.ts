import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readCard } from "../../src/cli/dev/card-state.ts";
import examples from "../fixtures/card-callback-examples.json";
import { buildBinary } from "../support/build-binary.ts";
import { openInit } from "./open-init.ts";
import { aBody, ADA, openWorld, until, type World } from "./open-world.ts";
import { type Program, startProgram } from "./start-program.ts";

const place = mkdtempSync(join(tmpdir(), "countersign-binary-"));
const binary = join(place, "countersign");

beforeAll(() => buildBinary(binary), 60_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The binary as a server, in place of the world's own, ready. */
async function serve(world: World): Promise<Program> {
  const program = startProgram([binary, "serve"], { env: world.env, cwd: place });
  await program.find(/"msg":"ready"/);
  return program;
}

describe("the built binary", () => {
  test("goes the whole way by itself", async () => {
    await using program = startProgram([binary, "dev", "--auto"], { env: { TMPDIR: place } });
    expect([await program.ended, program.err()]).toEqual([0, ""]);
    expect(program.out()).toContain(" 7 ✓ ");
  });

  test("goes from a scanned code to a first approval, by the commands that it names", async () => {
    await using world = openInit();
    const env = { COUNTERSIGN_CONFIG: world.file, XDG_RUNTIME_DIR: join(place, "run") };
    mkdirSync(env.XDG_RUNTIME_DIR);
    await using setUp = startProgram([binary, "init", "--qr", "--domain", world.sandbox.url], { env });
    await world.scan(setUp);
    await world.press();
    expect([await setUp.ended, setUp.out()]).toEqual([0, expect.stringContaining("It works.")]);

    const here = { COUNTERSIGN_LISTEN: "127.0.0.1:0", COUNTERSIGN_METRICS_LISTEN: "" };
    const dataDir = join(place, "set-up");
    const serving = { env: { ...env, ...here, COUNTERSIGN_DATA_DIR: dataDir } };
    await using server = startProgram([binary, "serve"], serving);
    await until("the long connection", () => world.sandbox.connections === 1);
    const [, ask = ""] = / (request create .*--wait)/.exec(setUp.out()) ?? [];
    await using asking = startProgram([binary, ...ask.replace('"Ship it"', "Ship-it").split(" ")], { env });
    await world.press();
    expect(await asking.ended).toBe(0);
    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
  }, 30_000);

  test("runs handlers of the user's own, which import what it lends them", async () => {
    const dataDir = join(place, "with-handlers");
    mkdirSync(join(dataDir, "handlers"), { recursive: true });
    writeFileSync(
      join(dataDir, "handlers", "parse.ts"),
      `import { parse_action } from "countersign/card-action";
       enum Word { Read = "read" }
       export default { type: "card.action.trigger", handle: (action) => {
         const { tag } = parse_action({ body: { event: { ...action, action, context: { open_message_id: "om_1" } } } });
         return { toast: { type: "info", content: Word.Read + " " + tag } };
       } };`,
    );
    const file = join(place, "click.json");
    writeFileSync(file, JSON.stringify(examples.examples[0]?.body));
    const env = { COUNTERSIGN_DATA_DIR: dataDir, PATH: process.env["PATH"] ?? "" };
    await using program = startProgram([binary, "handlers", "test", "parse", "--event", file], { env });
    expect([await program.ended, program.err()]).toEqual([0, ""]);
    expect(program.out()).toBe('answer {"toast":{"type":"info","content":"read button"}}\n');
  });

  test.each([
    ["is told to end", "SIGTERM", 0],
    ["is killed", "SIGKILL", 137],
  ] as const)("loses nothing when it %s while a card is on its way", async (_, signal, code) => {
    await using world = await openWorld();
    await world.stopServer();
    await using first = await serve(world);
    // Lark has posted the cards, and its answers, by which the server would learn that, are on their way for a second.
    world.sandbox.addFault({ on: "send", kind: "delay", after_effect: true, delay_ms: 1_000, times: 2 });
    const decided = await world.client.create(aBody());
    const card = await world.card();
    expect((await world.press(card, ADA)).toast).toBeUndefined();
    const open = await world.client.create(aBody({ title: "Asked last" }));
    const last = await world.card(({ title }) => title === "Asked last");
    first.signal(signal);
    expect(await first.ended).toBe(code);

    await using second = await serve(world);
    const green = await world.card(({ template, title }) => template === "green" && title !== "Asked last");
    expect(green.message_id).toBe(card.message_id);
    expect(await world.client.find(decided.id)).toMatchObject({
      status: "approved",
      decisions: [{ verdict: "approve", by: { open_id: ADA } }],
    });
    await world.press(last, ADA, "reject");
    await world.card(({ template }) => template === "red");
    await until("both are known to be sent", async () => {
      const both = await Promise.all([decided, open].map(({ id }) => world.client.find(id)));
      return both.every(({ cards }) => cards[0]?.state === "sent");
    });
    const shown = world.sandbox.view().messages.map((message) => readCard(message)?.template);
    expect(shown).toEqual(["green", "red"]);
    second.signal("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  test("shares a data directory with nobody", async () => {
    await using world = await openWorld();
    await using second = startProgram([binary, "serve"], {
      env: { ...world.env, COUNTERSIGN_LISTEN: "127.0.0.1:0" },
    });
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain("another countersign server uses");
  });

  test("takes no setting and no code from the folder that it is started in", async () => {
    const folder = join(place, "folder");
    const trace = join(place, "preloaded");
    mkdirSync(folder);
    writeFileSync(join(folder, ".env"), "LARK_APP_ID=cli_from_the_folder\nCOUNTERSIGN_LISTEN=nonsense\n");
    writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./preload.ts"]\n');
    writeFileSync(join(folder, "preload.ts"), `await Bun.write(${JSON.stringify(trace)}, "");\n`);
    // What runs from source does read them, or this test would show nothing.
    await using bun = startProgram([process.execPath, "-e", "console.log(Bun.env.LARK_APP_ID)"], {
      cwd: folder,
    });
    expect([await bun.ended, bun.out(), existsSync(trace)]).toEqual([0, "cli_from_the_folder\n", true]);
    rmSync(trace);

    await using program = startProgram([binary, "serve"], { cwd: folder });
    expect(await program.ended).toBe(2);
    expect(program.err()).toContain("LARK_APP_ID is missing");
    expect(program.err()).not.toContain("COUNTERSIGN_LISTEN");
    expect(existsSync(trace)).toBe(false);
  });
});
