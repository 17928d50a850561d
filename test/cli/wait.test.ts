import { describe, expect, test } from "bun:test";

import { run } from "../../src/cli/run.ts";
import { aBody, ADA, GROUP, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { type FakeIo, fakeIo } from "./fake-io.ts";

const CLEAR = "\r\u001b[2K";

/** Starts a wait that is under way when this returns. */
function wait(world: Pick<World, "url">, argv: readonly string[], { terminal = false } = {}) {
  const io = fakeIo({ terminal, env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN } });
  const ended: Promise<number> = run(["request", ...argv], io);
  return { io, ended };
}

describe("a wait", () => {
  test.each([
    ["approves", 0, "approved", (world: World) => click(world, "approve")],
    ["rejects", 10, "rejected", (world: World) => click(world, "reject")],
    ["cancels", 12, "cancelled", (world: World, id: string) => world.client.cancel(id)],
  ])("ends when somebody %s, with %i", async (_, code, status, act) => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id]);
    await act(world, id);
    expect(await ended).toBe(code);
    expect(io.out()).toStartWith(`${id} ${status}`);
    expect(io.err()).toBe("");
  });

  test("ends with 11 when the request expires", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody({ expires_in: 0.1 }));
    expect(await wait(world, ["wait", id]).ended).toBe(11);
  });

  test("ends with 124 after its time, the request still open", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id, "--timeout", "1", "--json"]);
    expect(await ended).toBe(124);
    expect(JSON.parse(io.out())).toMatchObject({ id, status: "pending" });
    expect(io.err()).toContain("still pending (0 of 1 approved)");
    expect((await world.client.find(id)).status).toBe("pending");
  });

  test("ends with 130 when it is interrupted, and says how to go on", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id]);
    await until("it listens", () => io.signal("SIGINT"));
    expect(await ended).toBe(130);
    expect([io.out(), io.err()]).toEqual(["", expect.stringContaining(`countersign request wait ${id}`)]);
    expect((await world.client.find(id)).status).toBe("pending");
  });

  test("begins with the request when it is asked to", async () => {
    await using world = await openWorld();
    const argv = ["create", "--title", "Ship it", "--to", GROUP, "--approver", ADA, "--wait", "--json"];
    const { io, ended } = wait(world, argv);
    await click(world, "approve");
    expect(await ended).toBe(0);
    expect(JSON.parse(io.out())).toMatchObject({ title: "Ship it", status: "approved" });
  });

  test("outlives a server that starts again, and says so once", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id]);
    await until("it waits", async () => (await world.client.find(id)).cards[0]?.state === "sent");
    await world.stopServer();
    await until("it has noticed", () => io.err() !== "");
    await world.startServer();
    await click(world, "approve");
    expect(await ended).toBe(0);
    expect(io.err().match(/trying again/g)).toHaveLength(1);
  });

  test.each([
    ["at once for a server that was never there", [], 4],
    ["for as long as it was told to, though", ["--timeout", "1"], 4],
  ])("gives up %s", async (_, flags, code) => {
    const { io, ended } = wait({ url: "http://127.0.0.1:1" }, ["wait", "apr_1", ...flags]);
    expect(await ended).toBe(code);
    expect(io.err().match(/nothing listens there/g)).toHaveLength(flags.length === 0 ? 1 : 2);
  });

  test("does not wait for what waiting cannot mend", async () => {
    await using world = await openWorld();
    expect(await wait(world, ["wait", "apr_0", "--timeout", "1h"]).ended).toBe(1);
  });

  test("does not say yes when nobody reads any more what it says", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const script = '{ "$@"; echo "ended with $?" >&2; } | true';
    await using program = startProgram(
      ["sh", "-c", script, "sh", ...FROM_SOURCE, "request", "wait", id, "--timeout", "1", "--json"],
      { env: { PATH: Bun.env["PATH"] ?? "", COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN } },
    );
    await program.ended;
    expect(program.err()).toEndWith("ended with 1\n");
  });

  test("is not held up by a server that never answers", async () => {
    using silent = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Promise<Response>(() => {}),
    });
    const began = performance.now();
    expect(await wait({ url: silent.url.href }, ["wait", "apr_1", "--timeout", "1"]).ended).toBe(4);
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});

describe("the progress of a wait", () => {
  test("is a line that a terminal shows and that is gone at the end", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id], { terminal: true });
    await until("it draws", () => lines(io).length > 0);
    await click(world, "approve");
    await ended;
    expect(lines(io)[0]).toBe("  0:00  waiting");
    expect(io.err()).toEndWith(CLEAR);
    expect(io.out()).toContain("\u001b[32m");
  });

  test("is nothing at all in a pipe", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const { io, ended } = wait(world, ["wait", id]);
    await click(world, "approve");
    await ended;
    expect(`${io.out()}${io.err()}`).toMatch(/^apr_\w+ approved by ou_1+\n$/);
  });
});

async function click(world: World, action: "approve" | "reject"): Promise<void> {
  await world.press(await world.card(), ADA, action);
}

function lines(io: FakeIo): readonly string[] {
  return io.err().split(CLEAR).filter(Boolean);
}
