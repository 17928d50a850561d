import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { openWorld, until } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { fakeIo } from "./fake-io.ts";

const SERVE = [...FROM_SOURCE, "serve"];

async function serve(env: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const io = fakeIo({ env: { COUNTERSIGN_LOG_LEVEL: "error", ...env } });
  const code: number = await run(["serve", ...flags], io);
  return { code, out: io.out(), err: io.err() };
}

describe("serve without what it needs", () => {
  test("names every setting that is missing, and the way to try it without", async () => {
    const { code, out, err } = await serve({});
    expect([code, out]).toEqual([2, ""]);
    const missing = [...err.matchAll(/^countersign: (\w+) is missing: ./gm)].map(([, name]) => name);
    expect(missing).toEqual([
      "LARK_APP_ID",
      "LARK_APP_SECRET",
      "LARK_VERIFICATION_TOKEN",
      "LARK_ENCRYPT_KEY",
    ]);
    expect(err).toEndWith("countersign dev\n");
  });

  test.each([
    [["--allow-unsigned"], {}, false],
    [[], { COUNTERSIGN_ALLOW_UNSIGNED: "true" }, false],
    [["--allow-unsigned", "false"], { COUNTERSIGN_ALLOW_UNSIGNED: "true" }, true],
  ])("takes %j over %j for whether the key is needed", async (flags, env, needed) => {
    expect((await serve(env, flags)).err.includes("LARK_ENCRYPT_KEY is missing")).toBe(needed);
  });

  test("says every mistake on a line of its own", async () => {
    await using world = await openWorld();
    const file = join(world.dataDir, "settings.toml");
    writeFileSync(file, 'LARK_APP_DI = "cli_1"\n');
    const { code, err } = await serve({ LARK_RATE: "fast" }, ["--config", file, "--listen", "here"]);
    expect(code).toBe(2);
    const lines = err.split("\n");
    for (const mistake of [
      "LARK_APP_DI is unknown; did you mean LARK_APP_ID?",
      "LARK_RATE must be",
      "COUNTERSIGN_LISTEN must be",
    ])
      expect(lines.filter((line) => line.startsWith("countersign: ") && line.includes(mistake))).toHaveLength(
        1,
      );
  });
});

describe("serve where it cannot start", () => {
  test("says that the data directory is another server's, and leaves that one alone", async () => {
    await using world = await openWorld();
    const { code, out, err } = await serve({ ...world.env, COUNTERSIGN_LISTEN: "127.0.0.1:0" });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^countersign: another countersign server uses .*\n {2}.*\n$/);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
  });

  test.each([
    ["its own address", (taken: string) => ({ COUNTERSIGN_LISTEN: taken }), "--listen"],
    [
      "the metrics' address",
      (taken: string) => ({ COUNTERSIGN_METRICS_LISTEN: taken }),
      "COUNTERSIGN_METRICS_LISTEN",
    ],
  ])("says that %s is taken, and ends", async (_, settings, name) => {
    await using world = await openWorld();
    const dataDir = join(world.dataDir, "another");
    const env = { ...world.env, COUNTERSIGN_LISTEN: "127.0.0.1:0", COUNTERSIGN_DATA_DIR: dataDir };
    const taken = new URL(world.url).host;
    const { code, err } = await serve({ ...env, ...settings(taken) });
    expect(code).toBe(1);
    expect(err).toStartWith(`countersign: cannot listen on ${taken}`);
    expect(err).toContain(name);
  });

  test("says that the data directory cannot be used, and by whom", async () => {
    await using world = await openWorld();
    const { code, err } = await serve({ ...world.env, COUNTERSIGN_DATA_DIR: "/dev/null/countersign" });
    expect([code, err.split("\n").length]).toEqual([1, 3]);
    expect(err).toMatch(/^countersign: cannot use \/dev\/null\/countersign as uid \d+: /);
  });
});

describe("serve", () => {
  test("says under which address Lark reaches it, where that is another", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const env = { ...world.env, COUNTERSIGN_PUBLIC_URL: "https://approvals.example.com/" };
    await using program = startProgram(SERVE, { env });
    await program.find(/"callback":"https:\/\/approvals\.example\.com\/lark\/callback"/);
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
  });

  test("says in a line where it is and how to look, and ends well when it is told to", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using program = startProgram(SERVE, { env: world.env });
    await program.find(/"msg":"ready"/);
    const ready: unknown = JSON.parse(program.out().trim());
    expect(ready).toMatchObject({
      url: world.url,
      data_dir: world.dataDir,
      callback: `${world.url}/lark/callback`,
      check: `curl ${world.url}/readyz`,
    });
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain('"msg":"stopped"');
  });

  test("takes its settings from flags over the environment over a file", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const { COUNTERSIGN_LISTEN: listen = "", COUNTERSIGN_LOG_LEVEL: _, ...env } = world.env;
    const file = join(world.dataDir, "settings.toml");
    writeFileSync(file, 'COUNTERSIGN_LISTEN = "127.0.0.1:1"\nCOUNTERSIGN_LOG_LEVEL = "debug"\n');
    const flags = ["-c", file, "--listen", listen, "--log-format", "text"];
    await using program = startProgram([...SERVE, ...flags], {
      env: { ...env, COUNTERSIGN_LISTEN: "127.0.0.1:2", COUNTERSIGN_LOG_LEVEL: "info" },
    });
    await program.find(/ready/);
    expect(() => JSON.parse(program.out())).toThrow();
    expect((await fetch(`${world.url}/livez`)).status).toBe(200);
  });

  test("ends with 5 when a fault comes that nobody caught, and otherwise only when it is told to", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const io = fakeIo({ env: world.env });
    const ended: Promise<number> = run(["serve"], io);
    await until(
      "it answers",
      async () => (await fetch(`${world.url}/livez`).catch(() => undefined))?.ok === true,
    );
    io.throwUncaught(new Error("nobody caught this"));
    expect(io.exits).toEqual([5]);
    io.signal("SIGINT");
    expect(await ended).toBe(0);
    io.throwUncaught(new Error("this is no business of serve's"));
    expect(io.exits).toEqual([5]);
  });

  test("ends at once when it is told so twice", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using program = startProgram(SERVE, { env: world.env });
    await program.find(/ready/);
    world.sandbox.addFault({ on: "any", kind: "delay", delay_ms: 60_000, times: 10 });
    await world.client.create({ title: "Held", to: [{ email: "ada@example.com" }], approvers: "anyone" });
    await until("the call is held", () => world.sandbox.view().faults[0]?.times !== 10);
    program.signal("SIGTERM");
    await program.find(/stopping/);
    program.signal("SIGINT");
    expect(await program.ended).toBe(130);
    expect(program.out()).not.toContain("stopped");
  });
});
