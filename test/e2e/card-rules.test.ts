// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ADA, freePort, GROUP, HUIYIN, openWorld, TOKEN, until, type World } from "./open-world.ts";

const VALUE = { do: "publish" };
const text = (content: string) => ({ tag: "plain_text", content });
const DONE = { tag: "markdown", content: "published" };
const CARD = {
  schema: "2.0",
  config: { update_multi: true },
  body: {
    elements: [{ tag: "button", text: text("Publish"), behaviors: [{ type: "callback", value: VALUE }] }],
  },
};

interface Posted {
  /** What everybody sees. */
  readonly shown: () => string;
  readonly press: (openId: string) => ReturnType<World["sandbox"]["click"]>;
  readonly history: () => Promise<readonly { type: string; details: Readonly<Record<string, unknown>> }[]>;
}

/** The card in the group, its button answered by this rule. */
async function post(world: World, rule: object): Promise<Posted> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const actions = [{ match: VALUE, then: { replace: DONE }, ...rule }];
  const body = JSON.stringify({ to: [{ chat_id: GROUP }], card: CARD, actions });
  const response = await fetch(`${world.url}/v1/cards`, { method: "POST", headers, body });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const found = () =>
    world.sandbox.view().messages.find(({ content }) => JSON.stringify(content).includes("Publish"));
  await until("the card is in the group", () => found() !== undefined);
  const message_id = found()?.message_id ?? "";
  const element = { tag: "button", value: VALUE };
  return {
    shown: () => JSON.stringify(world.sandbox.message(message_id)?.content),
    press: (open_id) => world.sandbox.click({ message_id, open_id, element }),
    async history() {
      const events = await fetch(`${world.url}/v1/cards/${id}/events`, { headers });
      return ((await events.json()) as { data: Awaited<ReturnType<Posted["history"]>> }).data;
    },
  };
}

describe("a click on a posted card", () => {
  test("starts an approval in the clicker's name, once, and the card says so", async () => {
    await using world = await openWorld();
    const approval = { title: "Publish the notes", to: [{ chat_id: GROUP }], approvers: [{ open_id: ADA }] };
    const { press, shown } = await post(world, { approval });
    await Promise.all([press(HUIYIN), press(HUIYIN)]);
    await until("it says so", () => shown().includes("published"));
    const card = await world.card();
    expect(await world.press(card, ADA)).toEqual({ took_ms: expect.any(Number) });
    const response = await fetch(`${world.url}/v1/approvals`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(await response.json()).toMatchObject({
      data: [{ title: "Publish the notes", status: "approved", requested_by: { open_id: HUIYIN } }],
      next_cursor: null,
    });
  });

  test("is taken to a handler of the data directory, and what that throws is told and stands in the history", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const dir = join(world.dataDir, "handlers");
    mkdirSync(dir);
    writeFileSync(
      join(dir, "publish.ts"),
      `let calls = 0;
      export default { type: "card.action.trigger", match: { nobody: "else" }, handle(action) {
        if ((calls += 1) === 1) throw new Error("boom");
        return { toast: { type: "success", content: "by " + action.open_id } };
      } };`,
    );
    await world.startServer();
    const { press, shown, history } = await post(world, { handler: "publish" });
    expect((await press(ADA)).toast).toMatchObject({ type: "error" });
    expect(shown()).not.toContain("published");
    expect((await history()).at(-1)).toMatchObject({ type: "refused", details: { why: "handler_threw" } });
    expect((await press(ADA)).toast).toEqual({ type: "success", content: `by ${ADA}` });
    await until("it says so", () => shown().includes("published"));
  });

  test.each([
    ["auto", { atOnce: true, called: [] }],
    ["answer", { atOnce: true, called: [] }],
    ["message", { atOnce: false, called: ["message.patch"] }],
    ["token", { atOnce: false, called: ["card.update"] }],
  ])("changes the card by the way that its rule names: %s", async (update, expected) => {
    const metrics = `127.0.0.1:${freePort()}`;
    await using world = await openWorld({}, {}, { COUNTERSIGN_METRICS_LISTEN: metrics });
    const { press, shown } = await post(world, { update });
    await press(ADA);
    const atOnce = shown().includes("published");
    await until("everybody sees it", () => shown().includes("published"));
    // The card shows it before the answer of the call is read, and only then is the call counted.
    let called = await updatesAt(metrics);
    await until("the call is counted", async () => {
      called = await updatesAt(metrics);
      return called.length >= expected.called.length;
    });
    expect({ atOnce, called }).toEqual(expected);
  });
});

/** The Open API's ways to update a card that were taken. */
async function updatesAt(metrics: string): Promise<(string | undefined)[]> {
  const text = await (await fetch(`http://${metrics}/metrics`)).text();
  const calls = text.matchAll(/^countersign_lark_requests_total\{api="(message\.patch|card\.update)"/gm);
  return Array.from(calls, ([, api]) => api);
}
