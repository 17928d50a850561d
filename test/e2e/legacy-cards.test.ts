// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { describe, expect, test } from "bun:test";

import { LOOPBACK, SECRET, startReceiver } from "../webhook/receiver.ts";
import { aBody, ADA, GROUP, HUIYIN, openWorld, TOKEN, until, type World } from "./open-world.ts";

const LEGACY = { LARK_LEGACY_CARD: "true" };
const VALUE = { publish: "b_1" };
const text = (content: string) => ({ tag: "plain_text", content });
const CARD = {
  config: { update_multi: true },
  elements: [{ tag: "action", actions: [{ tag: "button", text: text("Publish"), value: VALUE }] }],
};
const POSTED = {
  to: [{ chat_id: GROUP }],
  card: CARD,
  actions: [
    {
      match: VALUE,
      then: { replace: { tag: "div", text: text("done") } },
      toast: { type: "success", content: "Published" },
    },
  ],
};

/** Everybody in the group sees the button of the posted card; its message id. */
async function post({ sandbox, url }: World, posted: object = POSTED): Promise<string> {
  const response = await fetch(`${url}/v1/cards`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(posted),
  });
  expect(response.status).toBe(201);
  const find = () => sandbox.view().messages.find(({ content }) => JSON.stringify(content).includes("b_1"));
  await until("the card is in the group", () => find() !== undefined);
  return find()?.message_id ?? "";
}

const shows = ({ sandbox }: World, messageId: string): string =>
  JSON.stringify(sandbox.message(messageId)?.content);

describe.each(["legacy", "both"] as const)("with card callbacks of the older kind (%s)", (cardCallbacks) => {
  test("an approval is decided once, by who may", async () => {
    await using world = await openWorld({ cardCallbacks, delivery: "http" }, {}, LEGACY);
    const { id } = await world.client.create(aBody());
    const card = await world.card();
    expect((await world.press(card, HUIYIN)).toast?.i18n).toMatchObject({
      en_us: "Only the approvers of this request may answer it.",
    });
    expect(await world.press(card, ADA)).toEqual({ took_ms: expect.any(Number) });
    await world.card(({ template }) => template === "green");
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ verdict: "approve", by: { open_id: ADA } }],
    });
  });

  test("a posted card changes for everybody, and says so to who pressed", async () => {
    await using world = await openWorld({ cardCallbacks, delivery: "http" }, {}, LEGACY);
    const message_id = await post(world);
    const element = { tag: "button", value: VALUE };
    const { toast } = await world.sandbox.click({ message_id, open_id: ADA, element });
    expect(toast).toMatchObject({ type: "success", content: "Published" });
    await until("it shows it", () => shows(world, message_id).includes('"done"'));
    expect(shows(world, message_id)).not.toContain("b_1");
  });
});

test("bytes that somebody sends again decide nothing more", async () => {
  await using world = await openWorld({ cardCallbacks: "legacy", delivery: "http" }, {}, LEGACY);
  const body = aBody({ policy: { approve: 2, reject: 1 } });
  const { id } = await world.client.create(body);
  await world.press(await world.card(), ADA);
  expect(await world.sandbox.replayCallback()).toMatchObject({ kind: "replied", status: 200 });
  expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [{}] });
});

test("a click that comes in both ways is forwarded once, and its answer is shown", async () => {
  const settings = { ...LEGACY, COUNTERSIGN_WEBHOOK_SECRET: SECRET, COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK };
  await using world = await openWorld({ cardCallbacks: "both", delivery: "http" }, {}, settings);
  const receiver = startReceiver();
  receiver.answer = () => Response.json({ toast: { type: "info", content: "On its way" } });
  const actions = [{ match: VALUE, forward: receiver.url }];
  const message_id = await post(world, { ...POSTED, actions });
  const element = { tag: "button", value: VALUE };
  const { toast, code } = await world.sandbox.click({ message_id, open_id: ADA, element });
  expect([toast?.content, code]).toEqual(["On its way", undefined]);
  expect(receiver.received).toHaveLength(1);
});

test("without LARK_LEGACY_CARD a callback of the older kind is refused, and decides nothing", async () => {
  await using world = await openWorld({ cardCallbacks: "legacy", delivery: "http" });
  const { id } = await world.client.create(aBody());
  expect((await world.press(await world.card(), ADA)).code).toBe(200671);
  expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [] });
});

test("an app that is called in both ways and hears only the newer one is served by it", async () => {
  await using world = await openWorld({ cardCallbacks: "both", delivery: "http" });
  const { id } = await world.client.create(aBody());
  expect(await world.press(await world.card(), ADA)).toEqual({ took_ms: expect.any(Number) });
  expect(await world.client.find(id)).toMatchObject({ status: "approved", decisions: [{}] });
});
