import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";

import type { Finding } from "../../src/cli/doctor/finding.ts";
import { run } from "../../src/cli/run.ts";
import { GROUP, openWorld, type World } from "../e2e/open-world.ts";
import { type FakeIo, fakeIo } from "./fake-io.ts";

const UID = process.getuid?.() ?? 0;

interface Said {
  readonly code: number;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

async function doctor(
  env: Readonly<Record<string, string>>,
  argv: readonly string[] = [],
  about: Partial<FakeIo> = {},
): Promise<Said> {
  const io = { ...fakeIo({ env }), uid: UID, ...about };
  const code: number = await run(["doctor", "--json", ...argv], io);
  return { code, ...(JSON.parse(io.out()) as Omit<Said, "code">) };
}

function found({ findings }: Said, check: string): Finding | undefined {
  return findings.find((finding) => finding.check === check);
}

/** The settings of the world's server, complete. */
function settingsOf({ env }: World): Readonly<Record<string, string>> {
  return { ...env, COUNTERSIGN_PUBLIC_URL: "https://example.com" };
}

function anHourAhead(): Date {
  return new Date(Date.now() + 3_600_000);
}

describe("doctor", () => {
  test("finds a server in good health", async () => {
    await using world = await openWorld();
    const said = await doctor(settingsOf(world), ["--chat", GROUP]);
    expect(said.findings.filter(({ state }) => state !== "ok")).toEqual([]);
    expect([said.code, said.ok]).toEqual([0, true]);
    const checks = said.findings.map(({ check }) => check);
    expect(new Set(checks)).toEqual(
      new Set([
        "settings",
        "data_dir",
        "permissions",
        "disk",
        "database",
        "credentials",
        "bot",
        "scopes",
        "clock",
        "chat",
        "server",
      ]),
    );
  });

  test.each([
    ["a wrong secret", { LARK_APP_SECRET: "wrong" }, "credentials", "LARK_APP_SECRET"],
    ["a Lark that is not there", { LARK_DOMAIN: "http://127.0.0.1:1" }, "network", "network"],
    ["a setting that is no number", { LARK_RATE: "many" }, "settings", "config validate"],
  ])("names %s, and what to do about it", async (_, env, check, fix) => {
    await using world = await openWorld();
    const said = await doctor({ ...settingsOf(world), ...env });
    expect(said.code).toBe(1);
    expect(found(said, check)).toMatchObject({ state: "broken", fix: expect.stringContaining(fix) });
  });

  test("names a bot that is switched off, and a group that it is not in", async () => {
    await using world = await openWorld();
    world.sandbox.addFault({ on: "bot", code: 230006, status: 400 });
    const off = await doctor(settingsOf(world), ["--chat", "oc_of_somebody_else"]);
    expect(found(off, "bot")).toMatchObject({
      state: "broken",
      fix: expect.stringContaining("turn the bot on"),
    });
    expect(found(off, "chat")?.state).toBe("broken");
  });

  test("names a clock that is wrong", async () => {
    await using world = await openWorld();
    const said = await doctor(settingsOf(world), [], { clock: anHourAhead });
    expect(found(said, "clock")).toMatchObject({
      state: "broken",
      message: expect.stringMatching(/^3\d{3} s from Lark's/),
      fix: expect.stringContaining("NTP"),
    });
  });

  test("names files that others can read, and a log that was altered", async () => {
    await using world = await openWorld();
    await world.client.create({
      title: "One",
      to: [{ chat_id: GROUP }],
      approvers: [{ open_id: "ou_1" }],
    });
    const file = join(world.dataDir, "countersign.db");
    chmodSync(file, 0o644);
    using db = new Database(file);
    db.run('update audit set details = \'{"title":"Two"}\' where seq = 1');
    const said = await doctor(settingsOf(world));
    expect(found(said, "permissions")).toMatchObject({ state: "broken", fix: `chmod go-rwx ${file}` });
    expect(found(said, "database")).toMatchObject({
      state: "broken",
      message: expect.stringContaining("row 1"),
    });
  });

  test("names a server that does not run, and one that is not ready", async () => {
    await using world = await openWorld();
    world.sandbox.addFault({ on: "endpoint", code: 1, times: 100 });
    await using ill = await openWorld(
      {},
      {},
      {
        COUNTERSIGN_TRANSPORT: "socket",
        LARK_DOMAIN: world.sandbox.url,
        LARK_APP_ID: world.sandbox.app.id,
        LARK_APP_SECRET: world.sandbox.app.secret,
      },
    );
    expect(found(await doctor(settingsOf(ill)), "server")).toMatchObject({
      state: "broken",
      message: expect.stringContaining("callbacks: "),
    });
    await ill.stopServer();
    expect(found(await doctor(settingsOf(ill)), "server")).toMatchObject({ state: "warning" });
  });

  test("asks nobody when it is offline, and says that it did not", async () => {
    await using world = await openWorld();
    const said = await doctor({ ...settingsOf(world), LARK_DOMAIN: "http://127.0.0.1:1" }, ["--offline"]);
    expect(said.code).toBe(0);
    expect(said.findings.map(({ check, state }) => `${check} ${state}`)).toContain("lark skipped");
    expect(found(said, "server")).toBeUndefined();
  });

  test("draws a line for each, and the fix below it", async () => {
    const io = fakeIo({ env: { COUNTERSIGN_DATA_DIR: "/nowhere" } });
    expect(await run(["doctor", "--offline"], io)).toBe(1);
    expect(io.out()).toContain("✗ settings:        LARK_APP_ID is missing");
    expect(io.out()).toMatch(
      /\n {4}set it, or have countersign init write it; countersign config validate shows whether it is right\n/,
    );
    expect(io.out()).toContain("- data_dir:        /nowhere is not there yet");
    expect(io.out()).toEndWith("\n\n4 broken, 0 to look at.\n");
    expect(io.out()).not.toContain("\u001b");
  });

  test.each(["/dev/null/x", import.meta.path])("of %s, which is no directory, says so", async (dir) => {
    const io = { ...fakeIo({ env: { COUNTERSIGN_DATA_DIR: dir } }), uid: 0 };
    expect(await run(["doctor", "--offline"], io)).toBe(1);
    expect(io.out()).toContain("✗ data_dir:        ENOTDIR");
  });

  test.each([
    ["200340", "Card action trigger"],
    ["200671", "encrypt key"],
    ["200673", "card lint"],
  ])("explains %s, and what to press", async (code, fix) => {
    const io = fakeIo();
    expect(await run(["doctor", "--explain", code], io)).toBe(0);
    expect(io.out()).toContain(fix);
    expect(await run(["doctor", "--explain", "7"], fakeIo())).toBe(2);
  });
});
