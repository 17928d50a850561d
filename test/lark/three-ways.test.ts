import { describe, expect, onTestFinished, test } from "bun:test";

import { createLarkClient } from "../../src/lark/lark-client.ts";
import { chooseWay } from "../../src/posting/choose-way.ts";
import type { UpdateGrant, UpdateWay } from "../../src/posting/posting.ts";
import type { Answer } from "../../src/protocol/answer.ts";
import { parseAction } from "../../src/protocol/card-action.ts";
import type { JsonObject } from "../../src/protocol/json-object.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import { seenBy } from "../../src/sandbox/tenant/sharing.ts";
import { TestClock } from "../support/test-clock.ts";
import { aPostingWorld } from "./posting-world.ts";

const BUTTON = { tag: "button", text: { tag: "plain_text", content: "Publish" }, value: { publish: 1 } };

/** A 1.0 card with a button, shared or of each person's own. */
function aCard(text: string, update_multi: boolean): JsonObject {
  const words = { tag: "div", text: { tag: "plain_text", content: text } };
  return { config: { update_multi }, elements: [words, { tag: "action", actions: [BUTTON] }] };
}

/** A posted card in the sandbox, whose click changes it by the way that the button asks for, where that is allowed. */
async function aPostedCard(asked: UpdateWay, isShared: boolean) {
  const clock = new TestClock();
  const credentials = { appId: "cli_1", appSecret: "s", encryptKey: "", clock: clock.now };
  const sandbox = createSandbox({ ...credentials, rateLimits: "off" });
  onTestFinished(() => sandbox.stop());
  const calls: string[] = [];
  const client = createLarkClient({
    ...credentials,
    appSecrets: () => [credentials.appSecret],
    baseUrl: sandbox.listen(),
    rate: 0,
    fetch,
    onCall: (api) => void calls.push(api),
  });
  const [chat] = sandbox.view().chats;
  const world = await aPostingWorld(client, aCard("before", isShared), {
    to: { chat_id: chat?.chat_id ?? "" },
    clock,
  });
  await world.carryOut();
  const message_id = (await world.shown()).message_id ?? "";

  const onClick = async (payload: unknown): Promise<Answer> => {
    const action = parseAction(payload);
    const next = aCard("after", isShared);
    const grant: UpdateGrant = { ...world.grantNow(action.token), openId: action.open_id };
    const before = (await world.postings.findByMessage(action.message_id))?.card ?? {};
    const about = { asked, before, after: next, messageId: action.message_id, sentAt: clock.now() };
    const { way } = chooseWay({ ...about, grant, now: clock.now(), inTime: true });
    await world.change(next, way === "token" ? grant : undefined, way === "answer");
    return way === "answer" ? { card: { type: "raw", data: next } } : {};
  };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => Response.json(await onClick(await request.json())),
  });
  onTestFinished(() => server.stop(true));
  sandbox.setCallbackUrl(server.url.href);

  const open_id = chat?.members[0] ?? "";
  const click = () => sandbox.click({ message_id, open_id, element: { tag: "button" } });
  /** As the clicker sees it: a card of each person's own is another for others. */
  const text = () => {
    const message = sandbox.message(message_id);
    return JSON.stringify(message && seenBy(message, open_id));
  };
  calls.length = 0;
  return { ...world, clock, sandbox, click, text, calls };
}

describe("the click on a posted card changes it", () => {
  test.each(["auto", "answer"] as const)("in its answer, where the button asks for %s", async (asked) => {
    const card = await aPostedCard(asked, true);
    expect(await card.click()).not.toHaveProperty("code");
    expect(card.text()).toContain("after");
    card.clock.advance(60);
    expect(await card.outbox.lease(card.clock.now(), card.clock.in(60), 9)).toEqual([]);
    expect(card.calls).toEqual([]);
  });

  test("by the message's id, once it is answered", async () => {
    const card = await aPostedCard("message", true);
    await card.click();
    expect(card.text()).toContain("before");
    await card.carryOut();
    expect(card.text()).toContain("after");
    expect(card.calls).toEqual(["message.patch"]);
  });

  test.each([
    ["shared", true],
    ["each person's own", false],
  ])("by the click's token, in a card that is %s", async (_, isShared) => {
    const card = await aPostedCard("token", isShared);
    await card.click();
    expect(card.text()).toContain("before");
    card.clock.advance(4);
    await card.carryOut();
    expect(card.text()).toContain("after");
    expect(card.calls).toEqual(["card.update"]);
    expect(await card.shown()).toMatchObject({ shownRevision: 2, error: undefined, grant: { usesLeft: 1 } });
  });

  test("by the message's id when the token was used up by somebody else", async () => {
    const card = await aPostedCard("token", true);
    await card.click();
    card.clock.advance(4);
    card.sandbox.addFault({ on: "patch", code: 300040 });
    expect(await card.carryOut()).toMatchObject({ kind: "delivered" });
    expect(card.text()).toContain("after");
    expect(card.calls).toEqual(["card.update", "message.patch"]);
  });
});
