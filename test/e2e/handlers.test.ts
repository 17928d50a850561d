import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { SandboxClickResult } from "../../src/sandbox/view.ts";
import { sealOf } from "../support/open-storage.ts";
import { aBody, ADA, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";

const FILES = {
  "publish.ts": `
    import type { CardHandler } from "countersign/handler";
    import { parse_action } from "countersign/card-action";
    import { words } from "./lib/words.ts";
    const handler: CardHandler = {
      type: "card.action.trigger",
      match: { do: "publish" },
      async handle(action, { log, store, approvals }) {
        const count = Number((await store.get("count")) ?? 0) + 1;
        await store.set("count", count);
        log.info("published", { by: action.open_id });
        const same = parse_action({ action: { tag: "button" }, open_id: "ou_1", open_message_id: "om_1", token: "c-1" });
        const asked = await approvals.create({ title: "From a handler", to: [{ chat_id: "${GROUP}" }], approvers: [{ open_id: "${ADA}" }] });
        const found = await approvals.get(String(asked.id));
        return { toast: { type: "success", content: words(count) + " " + same.tag + " " + found.status } };
      },
    };
    export default handler;`,
  "lib/words.ts":
    "export enum Word { Done = 'done' }\nexport const words = (count: number): string => `${Word.Done} ${count}`;",
  "throws.ts": `export default { type: "card.action.trigger", match: { do: "throw" }, handle() { throw new Error("boom"); } };`,
  "blocks.ts": `export default { type: "card.action.trigger", match: { do: "block" }, handle() { for (;;); } };`,
  "exits.ts": `export default { type: "card.action.trigger", match: { do: "exit" }, handle() { process.exit(3); } };`,
  "rubbish.ts": `export default { type: "card.action.trigger", match: { do: "rubbish" }, handle: () => ({ toast: "yes" }) };`,
  "floods.ts": `export default { type: "card.action.trigger", match: { do: "flood" }, handle(_, { log }) {
    for (let line = 0; line < 200_000; line += 1) { log.info("x".repeat(500)); console.log("y".repeat(500)); }
    return {};
  } };`,
  "hoards.ts": `export default { type: "card.action.trigger", match: { do: "hoard" }, async handle() {
    const kept = [];
    for (;;) { kept.push(Buffer.alloc(16 * 1024 * 1024, 1)); await new Promise((done) => setTimeout(done, 5)); }
  } };`,
  "slow.ts": `export default { type: "card.action.trigger", match: { do: "slow" }, async handle() {
    await new Promise((done) => setTimeout(done, 2_800));
    return { card: { type: "raw", data: { schema: "2.0", config: { update_multi: true }, body: { elements: [{ tag: "markdown", content: "late but done" }] } } } };
  } };`,
  "peeks.ts": `export default { type: "card.action.trigger", match: { do: "peek" }, handle: () =>
    ({ toast: { type: "info", content: JSON.stringify(Object.keys(process.env).filter((name) => /LARK|COUNTERSIGN/.test(name))) } }) };`,
  "hello.ts": `export default { type: "im.message.receive_v1", async handle(event, { store }) {
    await store.set("heard", { id: event.event_id, text: event.event.message.content });
  } };`,
  "broken.ts": "export default { type: ",
  "empty.ts": "export const nothing = 1;",
};

const BUTTONS = ["publish", "throw", "block", "exit", "rubbish", "flood", "hoard", "slow", "peek", "nothing"];
const CARD = {
  schema: "2.0",
  config: { update_multi: true },
  body: {
    elements: BUTTONS.map((name) => ({
      tag: "button",
      text: { tag: "plain_text", content: name },
      behaviors: [{ type: "callback", value: { do: name } }],
    })),
  },
};

async function openHandlerWorld(): Promise<World> {
  const world = await openWorld();
  await world.stopServer();
  const dir = join(world.dataDir, "handlers");
  mkdirSync(join(dir, "lib"), { recursive: true });
  for (const [name, code] of Object.entries(FILES)) writeFileSync(join(dir, name), code);
  await world.startServer();
  return world;
}

/** Presses buttons of one card that some other program of this app sent. */
async function openCard(world: World): Promise<(name: string) => Promise<SandboxClickResult>> {
  const { app, url } = world.sandbox;
  const auth = await post(`${url}/open-apis/auth/v3/tenant_access_token/internal`, {
    app_id: app.id,
    app_secret: app.secret,
  });
  const sent = await post(
    `${url}/open-apis/im/v1/messages?receive_id_type=chat_id`,
    { receive_id: GROUP, msg_type: "interactive", content: JSON.stringify(CARD) },
    String(auth["tenant_access_token"]),
  );
  const { message_id } = sent["data"] as { message_id: string };
  return (name) =>
    world.sandbox.click({ message_id, open_id: ADA, element: { tag: "button", value: { do: name } } });
}

async function post(url: string, body: object, token = ""): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function approves(world: World): Promise<void> {
  const { id } = await world.client.create(aBody({ title: `Still here ${Math.random()}` }));
  const card = await untilCard(world, id);
  expect((await world.press(card, ADA)).code).toBeUndefined();
  expect((await world.client.find(id)).status).toBe("approved");
}

async function untilCard(world: World, id: string) {
  let found: ReturnType<typeof world.sandbox.message>;
  await until("the card is there", async () => {
    const [card] = (await world.client.find(id)).cards;
    found = world.sandbox.message(String(card?.message_id));
    return found !== undefined;
  });
  if (found === undefined) throw new Error("no card");
  return found;
}

const NOT_RECORDED = expect.objectContaining({ type: "error", content: "Not recorded. Please try again." });

describe("handlers of the user's own", () => {
  test("take their buttons, with the server's tools, and are listed; broken files do not stop the others", async () => {
    await using world = await openHandlerWorld();
    const press = await openCard(world);
    expect((await press("publish")).toast).toEqual({ type: "success", content: "done 1 button pending" });
    expect((await press("publish")).toast).toEqual({ type: "success", content: "done 2 button pending" });
    expect(await press("nothing")).toEqual({ took_ms: expect.any(Number) });
    const health = (await (await fetch(`${world.url}/health`)).json()) as { registered_handlers: string[] };
    expect(health.registered_handlers).toContain("card.action.trigger:publish");
    expect(health.registered_handlers).toContain("im.message.receive_v1:hello");
    expect(health.registered_handlers.filter((name) => /broken|empty/.test(name))).toEqual([]);
    const { data } = (await (
      await fetch(`${world.url}/v1/approvals`, { headers: { authorization: `Bearer ${TOKEN}` } })
    ).json()) as { data: { title: string }[] };
    expect(data.map(({ title }) => title)).toEqual(["From a handler", "From a handler"]);
  });

  test("see nothing of the server's secrets", async () => {
    await using world = await openHandlerWorld();
    expect((await (await openCard(world))("peek")).toast?.content).toBe("[]");
  });

  test.each(["throw", "rubbish", "exit", "block"])(
    "that fail (%s) fail alone: the clicker is told in time, and everything else goes on",
    async (fault) => {
      await using world = await openHandlerWorld();
      const press = await openCard(world);
      const { toast, took_ms } = await press(fault);
      expect(toast).toEqual(NOT_RECORDED);
      expect(took_ms).toBeLessThan(3_000);
      await approves(world);
      await until("the handlers are back", async () => (await press("publish")).toast?.type === "success");
    },
  );

  test.each(["flood", "hoard"])("that %s hurt nobody", async (fault) => {
    await using world = await openHandlerWorld();
    const press = await openCard(world);
    const pressed = press(fault);
    await approves(world);
    const { code } = await pressed;
    expect(code).toBeUndefined();
    await until("the handlers are back", async () => (await press("publish")).toast?.type === "success");
    await approves(world);
  });

  test("that are late change the card all the same", async () => {
    await using world = await openHandlerWorld();
    const press = await openCard(world);
    expect((await press("slow")).toast).toMatchObject({ type: "info" });
    await until("the card says so", () =>
      world.sandbox.view().messages.some(({ content }) => JSON.stringify(content).includes("late but done")),
    );
  }, 30_000);

  test("hear events", async () => {
    await using world = await openHandlerWorld();
    world.sandbox.say({ person: ADA, text: "hello" });
    const { Database } = await import("bun:sqlite");
    using db = new Database(join(world.dataDir, "countersign.db"), { readonly: true });
    const kept = () =>
      db
        .query<{ handler: string; value: string }, []>(
          "select handler, value from handler_store where key = 'heard'",
        )
        .get();
    await until("it was handled", () => kept() !== null);
    const { handler = "", value = "" } = kept() ?? {};
    const place = ["handler_store", handler, "heard", "value"] as const;
    expect(sealOf(world.dataDir).open(value, place)).toContain("hello");
  });

  test("that others could write are not run", async () => {
    await using world = await openHandlerWorld();
    await world.stopServer();
    chmodSync(join(world.dataDir, "handlers", "publish.ts"), 0o666);
    await world.startServer();
    const press = await openCard(world);
    expect((await press("publish")).toast).toBeUndefined();
    expect((await press("throw")).toast).toEqual(NOT_RECORDED);
  });
});
