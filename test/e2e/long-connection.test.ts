import { describe, expect, test } from "bun:test";

import { readCard } from "../../src/cli/dev/card-state.ts";
import type { SandboxClickResult, SandboxMessage } from "../../src/sandbox/view.ts";
import { aBody, ADA, freePort, HUIYIN, openWorld, until, type World } from "./open-world.ts";

const QUICKLY = { ReconnectNonce: 0.01, ReconnectInterval: 0.05, PingInterval: 60 };

function openSocketWorld(more: Readonly<Record<string, string>> = {}): Promise<World> {
  return openWorld(
    { delivery: "socket", longConnection: QUICKLY, callbackDeadlineMs: 500, rateLimits: "off" },
    {},
    { COUNTERSIGN_TRANSPORT: "socket", LARK_RATE: "0", ...more },
  );
}

async function connected({ sandbox, url }: World): Promise<void> {
  await until("the long connection is open", () => sandbox.connections === 1);
  await until("the server is ready", async () => (await fetch(`${url}/readyz`)).ok);
}

describe("over the long connection", () => {
  test("a request goes all the way to a green card, without any address of ours", async () => {
    await using world = await openSocketWorld();
    await connected(world);
    const { id } = await world.client.create(aBody());
    const card = await world.card();
    expect((await world.press(card, HUIYIN)).toast).toMatchObject({ type: "error" });
    expect(await world.press(card, ADA)).toEqual({ took_ms: expect.any(Number) });
    await world.card(({ template }) => template === "green");
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ by: { open_id: ADA } }],
    });
    expect((await fetch(`${world.url}/lark/callback`, { method: "POST", body: "{}" })).status).toBe(404);
  });

  test("a server that falls off is not ready, says why, and is ready again when it is back", async () => {
    const metrics = `127.0.0.1:${freePort()}`;
    await using world = await openSocketWorld({ COUNTERSIGN_METRICS_LISTEN: metrics });
    await connected(world);
    const gauge = async () => {
      const text = await (await fetch(`http://${metrics}/metrics`)).text();
      return /^countersign_socket_connected (\d)$/m.exec(text)?.[1];
    };
    expect(await gauge()).toBe("1");
    world.sandbox.addFault({ on: "endpoint", code: 1, times: 1_000 });
    world.sandbox.cutConnections();
    await until("it is not ready", async () => !(await fetch(`${world.url}/readyz`)).ok);
    await until("the metric says so", async () => (await gauge()) === "0");
    const said = (await (await fetch(`${world.url}/readyz`)).json()) as { message: string };
    expect(said.message).toMatch(/^callbacks: socket_(unreachable|1|connecting): \w+/);
    expect((await fetch(`${world.url}/livez`)).ok).toBe(true);
    world.sandbox.clearFaults();
    await connected(world);
    expect(await gauge()).toBe("1");
  }, 30_000);

  test("with a wrong secret it stops, and /readyz says what to mend", async () => {
    await using world = await openSocketWorld({ LARK_APP_SECRET: "not-the-apps-secret" });
    const said = async () => {
      const response = await fetch(`${world.url}/readyz?verbose`);
      return ((await response.json()) as { message?: string }).message ?? "";
    };
    await until("it has stopped", async () => (await said()).includes("start again"));
    expect(await said()).toContain(
      "callbacks: socket_514: Lark does not take the credentials: check LARK_APP_ID and LARK_APP_SECRET; mend it",
    );
  });

  test("where both roads are open, a callback over HTTP makes the server ready as well", async () => {
    await using world = await openWorld({ delivery: "http" }, {}, { COUNTERSIGN_TRANSPORT: "both" });
    world.sandbox.addFault({ on: "endpoint", code: 1, times: 1_000 });
    world.sandbox.cutConnections();
    await until("it is not ready", async () => !(await fetch(`${world.url}/readyz`)).ok);
    await world.client.create(aBody());
    await world.press(await world.card(), ADA);
    expect((await fetch(`${world.url}/readyz`)).ok).toBe(true);
  });
});

/** The clicks of one person on many approvals, and what the client showed for each. */
async function clickAll(
  world: World,
  cards: readonly SandboxMessage[],
): Promise<Map<string, SandboxClickResult>> {
  const shown = new Map<string, SandboxClickResult>();
  const left = [...cards];
  const worker = async (): Promise<void> => {
    for (let card = left.pop(); card !== undefined; card = left.pop()) {
      shown.set(card.message_id, await world.press(card, ADA));
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return shown;
}

const CLICKS = 1_000;

test("a thousand clicks while connections are cut: each is answered or told to try again, and none that was answered is lost", async () => {
  await using world = await openSocketWorld({ COUNTERSIGN_METRICS_LISTEN: "127.0.0.1:0" });
  await connected(world);
  const ids: string[] = [];
  for (let made = 0; made < CLICKS; made += 1) ids.push((await world.client.create(aBody())).id);
  const orange = () =>
    world.sandbox.view().messages.filter((message) => readCard(message)?.template === "orange");
  await until("all cards are there", () => orange().length === CLICKS);

  let cuts = 0;
  const storm = setInterval(() => {
    cuts += world.sandbox.connections;
    world.sandbox.cutConnections();
  }, 40);
  const shown = await clickAll(world, orange());
  clearInterval(storm);
  expect(cuts).toBeGreaterThan(3);

  const acknowledged = [...shown].filter(([, { code, toast }]) => code === undefined && toast === undefined);
  const unheard = [...shown.values()].filter(({ code }) => code !== undefined);
  expect(acknowledged.length + unheard.length).toBe(CLICKS);
  expect(unheard.length).toBeGreaterThan(0);
  expect(unheard.filter(({ code }) => code !== 200340 && code !== 200341)).toEqual([]);

  const byMessage = new Map<string, string>();
  for (const id of ids) {
    const { cards } = await world.client.find(id);
    for (const { message_id } of cards) byMessage.set(String(message_id), id);
  }
  for (const [messageId] of acknowledged) {
    const { status, decisions } = await world.client.find(byMessage.get(messageId) ?? "");
    expect([status, decisions.length]).toEqual(["approved", 1]);
  }

  // Whoever was told to try again does; what had been recorded after all says so.
  await connected(world);
  const again = await clickAll(world, orange());
  expect([...again.values()].filter(({ code }) => code !== undefined)).toEqual([]);
  await until("every card is green", () => orange().length === 0);
  const statuses = await Promise.all(ids.map(async (id) => (await world.client.find(id)).decisions.length));
  expect(new Set(statuses)).toEqual(new Set([1]));
}, 60_000);
