// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { describe, expect, onTestFinished, test } from "bun:test";

import { Webhook } from "standardwebhooks";

import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { ADA, GROUP, HUIYIN, openWorld, TOKEN, until, type World } from "./open-world.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const VALUE = { button_type: "public_publish", button_id: "b_1" };
const text = (content: string) => ({ tag: "plain_text", content });

/** Of JSON 1.0 in two languages, with a button that everybody may press. */
const PUBLISH = {
  config: { update_multi: true },
  header: { title: text("Release notes") },
  i18n_elements: {
    en_us: [
      { tag: "div", text: text("Ready to publish.") },
      { tag: "action", actions: [{ tag: "button", text: text("Publish"), value: VALUE }] },
    ],
    zh_cn: [
      { tag: "div", text: text("可以发布。") },
      { tag: "action", actions: [{ tag: "button", text: text("发布"), value: VALUE }] },
    ],
  },
};
const DONE = { tag: "div", text: text("done") };

interface Called {
  readonly id: string | null;
  readonly body: unknown;
}

/** A business service: believes what is signed, and answers as the test says. */
function openService(answer: () => Response | Promise<Response>) {
  const calls: Called[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = await request.text();
      const verified = new Webhook(SECRET).verify(body, Object.fromEntries(request.headers));
      calls.push({ id: request.headers.get("webhook-id"), body: verified });
      return answer();
    },
  });
  onTestFinished(() => server.stop(true));
  return { calls, url: `${server.url.origin}/publish` };
}

/** A world in which the card is in two chats. */
async function openPublishWorld(forward: string) {
  const world = await openWorld(
    {},
    {},
    { COUNTERSIGN_WEBHOOK_SECRET: SECRET, COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8" },
  );
  const body = {
    to: [{ chat_id: GROUP }, { open_id: HUIYIN }],
    card: PUBLISH,
    actions: [{ match: { button_type: "public_publish" }, forward, then: { replace: DONE } }],
  };
  const response = await fetch(`${world.url}/v1/cards`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  const found = () => world.sandbox.view().messages.filter(({ msg_type }) => msg_type === "interactive");
  await until("both chats have the card", () => found().length === 2);
  return Object.assign(world, { cards: found() });
}

const press = (world: World, card: SandboxMessage | undefined) =>
  world.sandbox.click({
    message_id: card?.message_id ?? "",
    open_id: card?.chat_id === GROUP ? ADA : HUIYIN,
    element: { tag: "button", value: VALUE },
  });

/** How often a card says that it is done: once in each language. */
const donesIn = (world: World, { message_id }: SandboxMessage) =>
  JSON.stringify(world.sandbox.message(message_id)?.content).split('"done"').length - 1;

describe("a button that calls a service", () => {
  test("changes its part of the card for everybody, in both languages, once the service has done it", async () => {
    const service = openService(() => Response.json({ toast: { type: "success", content: "Published" } }));
    await using world = await openPublishWorld(service.url);
    const { cards } = world;
    const inGroup = cards.find(({ chat_id }) => chat_id === GROUP);
    expect((await press(world, inGroup)).toast).toEqual({ type: "success", content: "Published" });
    await until("all show it", () => cards.every((card) => donesIn(world, card) === 2));
    expect(service.calls).toMatchObject([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        body: {
          type: "card.action",
          timestamp: expect.stringMatching(/Z$/),
          data: { value: VALUE, open_id: ADA, message_id: inGroup?.message_id, tag: "button" },
        },
      },
    ]);
    expect(JSON.stringify(service.calls)).not.toContain('"c-');
  });

  test("shows the service's own card, where it has one", async () => {
    const card = { config: { update_multi: true }, elements: [DONE] };
    const service = openService(() => Response.json({ card }));
    await using world = await openPublishWorld(service.url);
    const { cards } = world;
    await press(world, cards[0]);
    await until("all show it", () => cards.every((one) => donesIn(world, one) === 1));
  });

  test.each([
    ["fails", () => new Response("<html>", { status: 500 }), "That did not work, nothing has changed."],
    [
      "says why not",
      () => Response.json({ toast: { type: "warning", content: "Tests are red" } }, { status: 409 }),
      "Tests are red",
    ],
    ["sends the caller elsewhere", () => Response.redirect("http://127.0.0.1:1/"), "That did not work"],
  ])("leaves the card as it is when the service %s, and the clicker is told", async (_, answer, told) => {
    const service = openService(answer);
    await using world = await openPublishWorld(service.url);
    const { cards } = world;
    const { toast } = await press(world, cards[0]);
    expect(toast?.content).toContain(told);
    expect(cards.map((card) => donesIn(world, card))).toEqual([0, 0]);
    // Nothing has happened: the next press may succeed.
    await press(world, cards[0]);
    expect(service.calls).toHaveLength(2);
    expect(service.calls[0]?.id).not.toBe(service.calls[1]?.id);
  });

  test("tells the clicker when nobody is there", async () => {
    await using world = await openPublishWorld("http://127.0.0.1:1/publish");
    const { cards } = world;
    expect((await press(world, cards[0])).toast).toMatchObject({ type: "error" });
    expect(cards.map((card) => donesIn(world, card))).toEqual([0, 0]);
  });

  test("answers in time that it is still working, and changes the card when the service is done", async () => {
    const done = Promise.withResolvers<Response>();
    const service = openService(() => done.promise);
    await using world = await openPublishWorld(service.url);
    const { cards } = world;
    const { toast, code, took_ms } = await press(world, cards[0]);
    expect([toast?.type, code]).toEqual(["info", undefined]);
    expect(took_ms).toBeLessThan(3_000);
    expect(cards.map((card) => donesIn(world, card))).toEqual([0, 0]);
    done.resolve(Response.json({}));
    await until("all show it", () => cards.every((card) => donesIn(world, card) === 2));
    expect(service.calls).toHaveLength(1);
  });

  test("tells the clicker in private when it fails too late for an answer", async () => {
    const failed = Promise.withResolvers<Response>();
    const service = openService(() => failed.promise);
    await using world = await openPublishWorld(service.url);
    const { cards } = world;
    await press(
      world,
      cards.find(({ chat_id }) => chat_id === GROUP),
    );
    failed.resolve(new Response(null, { status: 503 }));
    const words = () => world.sandbox.view().messages.filter(({ msg_type }) => msg_type === "text");
    await until("Ada is told", () => words().length === 1);
    expect(JSON.stringify(words()[0]?.content)).toContain("nothing has changed");
    const chat = world.sandbox.view().chats.find(({ chat_id }) => chat_id === words()[0]?.chat_id);
    expect(chat).toMatchObject({ chat_mode: "p2p", members: [ADA] });
    expect(cards.map((card) => donesIn(world, card))).toEqual([0, 0]);
  });
});

test("a service inside is not called unless it is allowed", async () => {
  await using world = await openWorld({}, {}, { COUNTERSIGN_WEBHOOK_SECRET: SECRET });
  const body = {
    to: [{ chat_id: GROUP }],
    card: PUBLISH,
    actions: [{ match: {}, forward: "http://127.0.0.1/publish" }],
  };
  const response = await fetch(`${world.url}/v1/cards`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    400,
    "rule_invalid",
  ]);
});
