// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { describe, expect, test } from "bun:test";

import type { SandboxMessage } from "../../src/sandbox/view.ts";
import {
  aBody,
  ADA,
  GRACE,
  GROUP,
  HUIYIN,
  openWorld,
  TOKEN,
  tokenFor,
  until,
  type World,
} from "./open-world.ts";

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
const REPLACED = { match: { button_type: "public_publish" }, then: { replace: DONE } };

async function call(
  world: World,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(`${world.url}/v1/cards${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/** The messages that show cards with the button or what came of it, once there are so many. */
async function posted(world: World, count: number): Promise<readonly SandboxMessage[]> {
  const found = () =>
    world.sandbox
      .view()
      .messages.filter(({ content }) => JSON.stringify(content).includes("Ready to publish."));
  await until(`${count} cards are in their chats`, () => found().length === count);
  return found();
}

const shown = (world: World, { message_id }: SandboxMessage) =>
  JSON.stringify(world.sandbox.message(message_id)?.content);

const isDone = (world: World, card: SandboxMessage) => shown(world, card)?.includes('"done"') ?? false;

const press = (world: World, { message_id }: SandboxMessage, openId: string) =>
  world.sandbox.click({ message_id, open_id: openId, element: { tag: "button", value: VALUE } });

describe("a card of somebody's own", () => {
  test("changes for everybody in both chats and both languages, by the first of two who press at once", async () => {
    await using world = await openWorld();
    const toast = { type: "success", content: "Published" };
    const body = {
      to: [{ chat_id: GROUP }, { open_id: HUIYIN }],
      card: PUBLISH,
      actions: [{ ...REPLACED, toast }],
    };
    const { status, answer } = await call(world, "POST", "", body);
    expect({ status, ...answer }).toMatchObject({ status: 201, revision: 1, card: PUBLISH });
    const cards = await posted(world, 2);
    const inGroup = cards.find(({ chat_id }) => chat_id === GROUP) ?? cards[0];
    if (inGroup === undefined) throw new Error("no card in the group");
    const results = await Promise.all([press(world, inGroup, ADA), press(world, inGroup, GRACE)]);
    expect(new Set(results.map(({ toast: told }) => told?.content))).toEqual(
      new Set(["Published", "This was done already."]),
    );
    await until("all show it", () => cards.every((card) => shown(world, card)?.split('"done"').length === 3));
    const after = (await call(world, "GET", `/${String(answer["id"])}`)).answer;
    expect(after).toMatchObject({ revision: 2, cards: [{ state: "sent" }, { state: "sent" }] });
    const { data } = (await call(world, "GET", `/${String(answer["id"])}/events`)).answer;
    expect((data as { type: string }[]).filter(({ type }) => type === "clicked")).toHaveLength(1);
  });

  test("decides an approval as the one who clicks, and stays as it is for who may not", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(
      aBody({ to: [{ open_id: ADA }], approvers: [{ open_id: ADA }] }),
    );
    const rule = { ...REPLACED, decide: { approval: id, verdict: "approve" } };
    await call(world, "POST", "", { to: [{ chat_id: GROUP }], card: PUBLISH, actions: [rule] });
    const [card] = await posted(world, 1);
    if (card === undefined) throw new Error("no card");
    const refused = await press(world, card, GRACE);
    expect(refused.toast?.i18n).toMatchObject({ en_us: "Only the approvers of this request may answer it." });
    expect(shown(world, card)).not.toContain('"done"');
    expect((await world.client.find(id)).status).toBe("pending");
    await press(world, card, ADA);
    await until("it shows it", () => isDone(world, card));
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ verdict: "approve", by: { open_id: ADA } }],
    });
  });

  test("decides no approval by the word of a token that may only ask", async () => {
    await using world = await openWorld();
    const { id } = await world.client.create(aBody());
    const body = {
      to: [{ chat_id: GROUP }],
      card: PUBLISH,
      actions: [{ ...REPLACED, decide: { approval: id, verdict: "approve" } }],
    };
    const authorization = `Bearer ${tokenFor(world, "requests")}`;
    const refused = await call(world, "POST", "", body, { authorization });
    expect(refused).toMatchObject({ status: 403, answer: { code: "forbidden" } });
    const { data } = (await call(world, "GET", "")).answer;
    expect(data).toEqual([]);
    const harmless = { ...body, actions: [REPLACED] };
    expect((await call(world, "POST", "", harmless, { authorization })).status).toBe(201);
  });

  test("is replaced for everybody by the API, and keeps its form", async () => {
    await using world = await openWorld();
    const { answer } = await call(world, "POST", "", { to: [{ chat_id: GROUP }], card: PUBLISH });
    const [card] = await posted(world, 1);
    if (card === undefined) throw new Error("no card");
    const next = { config: { update_multi: true }, elements: [DONE] };
    const path = `/${String(answer["id"])}/card`;
    expect((await call(world, "PUT", path, { card: next })).answer).toMatchObject({ revision: 2 });
    await until("it shows it", () => isDone(world, card));
    const other = { schema: "2.0", body: { elements: [DONE] } };
    expect(await call(world, "PUT", path, { card: other })).toMatchObject({
      status: 409,
      answer: { code: "card_form_differs" },
    });
  });

  test("is posted once for a key, and the key with another card is refused", async () => {
    await using world = await openWorld();
    const body = { to: [{ chat_id: GROUP }], card: PUBLISH };
    const key = { "idempotency-key": "k-1" };
    const first = await call(world, "POST", "", body, key);
    await posted(world, 1);
    expect(await call(world, "POST", "", body, key)).toEqual(first);
    const other = await call(world, "POST", "", { ...body, card: { elements: [DONE] } }, key);
    expect(other).toMatchObject({ status: 409, answer: { code: "idempotency_conflict" } });
  });

  test("that the platform would refuse is refused with what to mend, and so are rules that could not be", async () => {
    await using world = await openWorld();
    const to = [{ chat_id: GROUP }];
    const bad = { schema: "2.0", body: { elements: [{ tag: "note" }, { tag: "nothing" }] } };
    const { status, answer } = await call(world, "POST", "", { to, card: bad });
    expect({ status, code: answer["code"] }).toEqual({ status: 400, code: "card_invalid" });
    expect(answer["message"]).toContain("body.elements[0]");
    expect(answer["message"]).toContain("body.elements[1]");
    const template = { type: "template", data: { template_id: "AAq1" } };
    const rules: readonly (readonly [object, object])[] = [
      [PUBLISH, { match: {} }],
      [PUBLISH, { match: VALUE, then: { disable: true, card: PUBLISH } }],
      [PUBLISH, { match: VALUE, then: { card: { schema: "2.0", body: { elements: [] } } } }],
      [PUBLISH, { match: VALUE, handler: "nobody" }],
      [template, { match: VALUE, then: { disable: true } }],
    ];
    for (const [card, rule] of rules) {
      const refused = await call(world, "POST", "", { to, card, actions: [rule] });
      expect(refused).toMatchObject({ status: 400, answer: { code: "rule_invalid" } });
    }
    expect(await call(world, "GET", "/pst_none")).toMatchObject({
      status: 404,
      answer: { code: "card_not_found" },
    });
    expect((await call(world, "GET", "")).answer).toEqual({ data: [], next_cursor: null });
  });
});
