import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { click, signedCallback } from "../support/signed-callback.ts";
import { aBody, ADA, openWorld, until, type World } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

interface Secrets {
  readonly LARK_ENCRYPT_KEY: string;
  readonly LARK_VERIFICATION_TOKEN: string;
  readonly COUNTERSIGN_TOKEN: string;
  readonly LARK_APP_SECRET: string;
}

const NEW: Secrets = {
  LARK_ENCRYPT_KEY: "the-new-encrypt-key",
  LARK_VERIFICATION_TOKEN: "the-new-verification-token",
  COUNTERSIGN_TOKEN: "the-new-token-of-the-api",
  LARK_APP_SECRET: "the-new-app-secret",
};

interface Rotating extends AsyncDisposable {
  readonly world: World;
  readonly program: Program;
  readonly old: Secrets;
  /** Writes the files anew and has them read, which is over when the log says so. */
  readonly reload: (secrets: Partial<Secrets>) => Promise<void>;
}

/** A served world whose secrets lie in files. */
async function openRotating(more: Readonly<Record<string, string>> = {}): Promise<Rotating> {
  const world = await openWorld({ rateLimits: "off" }, {}, { COUNTERSIGN_LOG_FORMAT: "json", ...more });
  await world.stopServer();
  const env: Record<string, string> = { ...world.env };
  const path = (name: string): string => join(world.dataDir, `${name}.txt`);
  const write = (secrets: Partial<Secrets>): void => {
    for (const [name, secret] of Object.entries(secrets))
      writeFileSync(path(name), `${secret}\n`, { mode: 0o600 });
  };
  const old: Secrets = { ...NEW };
  for (const name of Object.keys(NEW) as (keyof Secrets)[]) {
    Object.assign(old, { [name]: env[name] });
    delete env[name];
    env[`${name}_FILE`] = path(name);
  }
  write(old);
  const program = startProgram([...FROM_SOURCE, "serve"], { env });
  await program.find(/"msg":"ready"/);
  const reloads = (): number => program.out().split('"msg":"settings ').length;
  return {
    world,
    program,
    old,
    async reload(secrets) {
      const before = reloads();
      write(secrets);
      program.signal("SIGHUP");
      await until("the settings are read again", () => reloads() > before);
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function both(old: Secrets): Secrets {
  const entries = Object.entries(NEW).map(([name, secret]) => [
    name,
    `${secret} ${old[name as keyof Secrets]}`,
  ]);
  return Object.fromEntries(entries) as Secrets;
}

let clicks = 0;

/** A click as Lark sends it that has these secrets: on an approval that is not there, so that its answer is a toast. */
async function sendClick({ url, sandbox }: World, { LARK_ENCRYPT_KEY, LARK_VERIFICATION_TOKEN }: Secrets) {
  const payload = click({ tag: "button", value: { action: "approve", approval: "apr_0" } });
  const header = {
    ...payload.header,
    app_id: sandbox.app.id,
    event_id: `event_${(clicks += 1)}`,
    token: LARK_VERIFICATION_TOKEN,
  };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { headers, body } = signedCallback(
    { ...payload, header },
    { timestamp, encryptKey: LARK_ENCRYPT_KEY },
  );
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const init = { method: "POST", body: new Uint8Array(body), headers: Object.fromEntries(known) };
  return (await fetch(`${url}/lark/callback`, init)).status;
}

async function list({ url }: World, token: string): Promise<number> {
  return (await fetch(`${url}/v1/approvals`, { headers: { authorization: `Bearer ${token}` } })).status;
}

describe("while the encrypt key, the verification token and the API's token are changed", () => {
  test("none of a thousand clicks and calls under way is refused, and then the old ones are", async () => {
    await using rotating = await openRotating();
    const { world, old, reload } = rotating;
    const now = { secrets: old, done: false };
    const found = new Map<string, number>();
    const note = (what: string): unknown => found.set(what, (found.get(what) ?? 0) + 1);
    const senders = Array.from({ length: 32 }, async () => {
      while (!now.done) {
        note(`click ${await sendClick(world, now.secrets)}`);
        note(`call ${await list(world, now.secrets.COUNTERSIGN_TOKEN)}`);
      }
    });
    const sent = async (least: number): Promise<void> =>
      until(`${least} clicks are answered`, () => (found.get("click 200") ?? 0) >= least || found.size > 2);
    await sent(300);
    await reload(both(old));
    await sent(500);
    // From here on Lark and the programs have the new ones; what they sent before is still on its way.
    now.secrets = NEW;
    await sent(1_000);
    now.done = true;
    await Promise.all(senders);
    expect([...found.keys()].toSorted()).toEqual(["call 200", "click 200"]);

    await reload(NEW);
    expect(await sendClick(world, NEW)).toBe(200);
    expect(await sendClick(world, old)).toBe(401);
    expect(await sendClick(world, { ...NEW, LARK_VERIFICATION_TOKEN: old.LARK_VERIFICATION_TOKEN })).toBe(
      401,
    );
    expect(await sendClick(world, { ...NEW, LARK_ENCRYPT_KEY: old.LARK_ENCRYPT_KEY })).toBe(401);
    expect(await list(world, NEW.COUNTERSIGN_TOKEN)).toBe(200);
    expect(await list(world, old.COUNTERSIGN_TOKEN)).toBe(401);
    const log = rotating.program.out();
    for (const secret of [...Object.values(old), ...Object.values(NEW)]) expect(log).not.toContain(secret);
  });

  test("cards go on, also with an app secret that Lark does not know yet", async () => {
    await using rotating = await openRotating();
    const { world, old, reload } = rotating;
    await reload({ LARK_APP_SECRET: `${NEW.LARK_APP_SECRET} ${old.LARK_APP_SECRET}` });
    world.sandbox.addFault({ on: "send", status: 400, code: 99991663 });
    const { id } = await world.client.create(aBody());
    await world.press(await world.card(), ADA);
    await until("it is approved", async () => (await world.client.find(id)).status === "approved");
    expect(rotating.program.out()).toContain('"api":"token","code":"lark_10014"');
  });
});

describe("a reload", () => {
  test.each<[string, Partial<Secrets>, RegExp]>([
    ["three values", { LARK_ENCRYPT_KEY: "one two three" }, /LARK_ENCRYPT_KEY must be one word/],
    ["an empty file", { LARK_VERIFICATION_TOKEN: "" }, /LARK_VERIFICATION_TOKEN/],
    ["a token that is too short", { COUNTERSIGN_TOKEN: "short" }, /COUNTERSIGN_TOKEN must be at least 16/],
  ])("of a mistake keeps what there was, and says it: %s", async (_, secrets, mistake) => {
    await using rotating = await openRotating();
    const { world, old, program, reload } = rotating;
    await reload(secrets);
    const line =
      program
        .out()
        .split("\n")
        .find((line) => line.includes("settings not taken over")) ?? "";
    expect(line).toMatch(mistake);
    expect(JSON.parse(line)).toMatchObject({ level: "error" });
    expect(await sendClick(world, old)).toBe(200);
    expect(await list(world, old.COUNTERSIGN_TOKEN)).toBe(200);
  });

  test("takes over the level of the log, and names what has to wait", async () => {
    const world = await openWorld();
    await world.stopServer();
    await using _ = world;
    const file = join(world.dataDir, "config.toml");
    const write = (more: string): void =>
      writeFileSync(file, `COUNTERSIGN_LOG_FORMAT = "json"\n${more}`, { mode: 0o600 });
    write("");
    const env = { ...world.env, COUNTERSIGN_CONFIG: file };
    await using program = startProgram([...FROM_SOURCE, "serve"], { env });
    await program.find(/"msg":"ready"/);
    write('COUNTERSIGN_LOG_LEVEL = "warn"\nCOUNTERSIGN_KEEP_DAYS = 7\n');
    program.signal("SIGHUP");
    const [line] = await program.find(/^.*apply at the next start.*$/m);
    expect(JSON.parse(line)).toMatchObject({ level: "warn", settings: ["COUNTERSIGN_KEEP_DAYS"] });
    const before = program.out();
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(program.out()).toBe(before);
  });
});
