import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { verifyAudit } from "../../src/audit/verify-audit.ts";
import type { SandboxClickResult } from "../../src/sandbox/view.ts";
import { openAuditReader } from "../../src/storage/sqlite/audit-reader.ts";
import { aBody, ADA, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { isAcknowledged } from "./is-acknowledged.ts";
import { onDisk, startOnSmallDisk, whyNoDisk } from "./small-disk.ts";

const REQUESTS = 8;

/** Asks, and waits until all cards are there. */
async function ask(world: World): Promise<readonly string[]> {
  const asked = await Promise.all(
    Array.from({ length: REQUESTS }, (_, n) => world.client.create(aBody({ title: `Release ${n}` }))),
  );
  const ids = asked.map(({ id }) => id);
  for (const id of ids)
    await until("the card is sent", async () => (await world.client.find(id)).cards[0]?.state === "sent");
  return ids;
}

/** Presses the card of each request, one after another. */
async function pressAll(world: World): Promise<ReadonlyMap<number, SandboxClickResult>> {
  const results = new Map<number, SandboxClickResult>();
  for (let n = 0; n < REQUESTS; n += 1)
    results.set(n, await world.press(await world.card(({ title }) => title.includes(`Release ${n}`)), ADA));
  return results;
}

function acknowledgedIn(results: ReadonlyMap<number, SandboxClickResult>): readonly number[] {
  return [...results].filter(([, result]) => isAcknowledged(result)).map(([n]) => n);
}

async function readiness(world: World, query = "") {
  const response = await fetch(`${world.url}/readyz${query}`);
  const said = (await response.json()) as { status?: string; message?: string };
  return { http: response.status, ...said };
}

function create(world: World) {
  return fetch(`${world.url}/v1/approvals`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(aBody()),
  });
}

describe.skipIf(isLeftOut("a full disk", whyNoDisk()))("a full disk", () => {
  test("refuses every answer in words, is said once, and loses nothing; with room again all goes on", async () => {
    await using disk = await startOnSmallDisk(12);
    const { world, program } = disk;
    const ids = await ask(world);
    disk.fill();
    const full = await pressAll(world);
    const before = acknowledgedIn(full);
    const refused = [...full].filter(([n]) => !before.includes(n)).map(([, result]) => result);
    expect(refused.length).toBeGreaterThan(0);
    for (const { toast, code } of refused)
      expect([code, toast?.content]).toEqual([undefined, "Not recorded. Please try again."]);
    expect(await readiness(world)).toMatchObject({
      http: 503,
      message: "database: the server's disk is full",
    });
    const refusal = await create(world);
    expect([refusal.status, await refusal.json()]).toMatchObject([503, { code: "not_recorded" }]);
    expect((await fetch(`${world.url}/livez`)).status).toBe(200);
    for (const [n, id] of ids.entries())
      expect((await world.client.find(id)).status).toBe(before.includes(n) ? "approved" : "pending");
    await program.find(/database is not well: the server's disk is full/);

    disk.makeRoom();
    const after = acknowledgedIn(await pressAll(world));
    expect(new Set([...before, ...after])).toEqual(new Set(ids.keys()));
    await until("it is ready", async () => (await readiness(world)).http === 200);
    for (const id of ids) expect((await world.client.find(id)).status).toBe("approved");
    await program.find(/database is well again/);
    expect(program.out().match(/database is not well/g)).toHaveLength(1);
    expect(program.out().match(/"level":"error".*(SQLITE|failed)/g)).toBeNull();
    using reader = openAuditReader(disk.dataDir);
    expect(verifyAudit(reader.rows()).faults).toEqual([]);
  }, 40_000);

  test("keeps no stop from its end", async () => {
    await using disk = await startOnSmallDisk(12);
    const { world, program } = disk;
    await ask(world);
    disk.fill();
    await create(world);
    program.signal("SIGTERM");
    expect([await program.ended, program.err()]).toEqual([0, ""]);
    expect(program.out()).toMatch(/"msg":"stopped"/);
  }, 30_000);

  test("is not felt while there is room in reserve: that is given up, and said", async () => {
    await using disk = await startOnSmallDisk(16);
    const { world } = disk;
    await ask(world);
    const reserve = join(disk.dataDir, "countersign.reserve");
    writeFileSync(reserve, Buffer.alloc(4 * 2 ** 20));
    expect(await readiness(world)).toEqual({ http: 200, status: "ok" });
    disk.fill();
    expect(acknowledgedIn(await pressAll(world))).toHaveLength(REQUESTS);
    expect(existsSync(reserve)).toBe(false);
    expect((await create(world)).status).toBe(201);
    expect((await readiness(world)).message).toMatch(
      /disk: \d MiB are left on the disk, and none in reserve/,
    );
  }, 30_000);

  test.each([
    ["full", "size=16k", /disk/, "make room"],
    ["read-only", "ro", /read-only/i, "has to be writable"],
  ])("that is %s at the start is said in a line, with what to do", async (_, mount, why, fix) => {
    await using world = await openWorld();
    await world.stopServer();
    await using program = startProgram(onDisk(world.dataDir, mount, [...FROM_SOURCE, "serve"]), {
      env: world.env,
    });
    expect([await program.ended, program.out()]).toEqual([1, ""]);
    const [line = "", hint = "", ...rest] = program.err().split("\n");
    expect(line).toStartWith(`countersign: cannot use ${world.dataDir}`);
    expect(line).toMatch(why);
    expect([hint.includes(fix), rest]).toEqual([true, [""]]);
  });
});
