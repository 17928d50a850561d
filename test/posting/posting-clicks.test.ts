// oxlint-disable unicorn/no-thenable -- `then` is the rule's own word, and never a function here.
import { describe, expect, onTestFinished, test } from "bun:test";

import { KeyedMutex } from "../../src/keyed-mutex.ts";
import type { EffectOutcome } from "../../src/posting/effects.ts";
import { createPostingClicks } from "../../src/posting/posting-clicks.ts";
import type { Posting } from "../../src/posting/posting.ts";
import { parseAction } from "../../src/protocol/card-action.ts";
import { after, TOKEN } from "../storage/engine.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

const VALUE = { id: "b_1" };
const BUTTON = { tag: "button", value: VALUE };
const CARD = { config: { update_multi: true }, elements: [{ tag: "action", actions: [BUTTON] }] };
const DONE = { tag: "div", text: { tag: "plain_text", content: "done" } };
const POSTING: Posting = {
  id: "pst_1",
  card: CARD,
  revision: 1,
  actions: [
    {
      match: VALUE,
      effect: { kind: "forward", url: "https://example.com/publish" },
      then: { kind: "replace", element: DONE },
      update: "auto",
    },
  ],
  messages: [{ id: "pmg_1", to: { chat_id: "oc_1" }, state: "queued", attempted: false, shownRevision: 0 }],
  createdAt: after(0),
};
const PAYLOAD = {
  event: {
    operator: { open_id: "ou_1" },
    token: "c-1",
    action: BUTTON,
    context: { open_message_id: "om_1", open_chat_id: "oc_1" },
  },
};

const nothing = async (): Promise<EffectOutcome> => ({ ok: true });

/** A posting whose send is under way, and clicks whose service answers so, after so many seconds. */
async function aPosting(answers: EffectOutcome, seconds = 0) {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  await storage.postings.create(POSTING, TOKEN);
  const [send] = await storage.outbox.lease(after(0), after(60), 9);
  if (send === undefined) throw new Error("a send was expected to be owed");
  const arrive = (): Promise<void> =>
    storage.outbox.settle(
      send,
      { kind: "delivered", receipt: { messageId: "om_1", chatId: "oc_1", shownRevision: 1 } },
      after(0),
      after(0),
    );
  let now = after(1);
  let called = 0;
  const clicks = createPostingClicks({
    store: storage.postings,
    locks: new KeyedMutex(),
    clock: () => now,
    sleep: arrive,
    effects: {
      decide: nothing,
      request: nothing,
      handler: nothing,
      async forward() {
        called += 1;
        now = after(1 + seconds);
        return answers;
      },
    },
    wakeOutbox: () => {},
    answerWithin: 2_000,
    onRefused: () => {},
  });
  const action = parseAction(PAYLOAD);
  const event = { eventId: "evt_1", eventType: "card.action.trigger", payload: PAYLOAD } as never;
  const click = async (isAwaited?: boolean) =>
    (await clicks.accepts?.(action)) ? clicks.handle(action, event, isAwaited) : undefined;
  const owed = async () => (await storage.outbox.count(after(9))).map(({ kind }) => kind);
  const find = () => storage.postings.find("pst_1");
  const history = () => storage.postings.history("pst_1");
  return { arrive, click, owed, find, history, calls: () => called };
}

describe("a click on a posted card", () => {
  test("is answered with the changed card when its service was in time, and no update is owed", async () => {
    const { arrive, click, owed, find } = await aPosting({ ok: true });
    await arrive();
    expect(await click()).toMatchObject({ card: { type: "raw", data: { elements: [DONE] } } });
    expect(await owed()).toEqual([]);
    expect(await find()).toMatchObject({ revision: 2, messages: [{ shownRevision: 2 }] });
  });

  test("whose service was late is owed an update in place of the card in its answer", async () => {
    const { arrive, click, owed, find } = await aPosting({ ok: true }, 3);
    await arrive();
    expect(await click()).toEqual({});
    expect(await owed()).toEqual(["posting.update"]);
    expect((await find())?.card).toMatchObject({ elements: [DONE] });
  });

  test("whose service failed leaves the card as it is, and says so in both languages", async () => {
    const { arrive, click, owed, find, history } = await aPosting({ ok: false, error: "status_500" });
    await arrive();
    // A copy, for this matcher writes into what it looks at, and the words are one object for all clickers.
    expect(structuredClone(await click())).toMatchObject({
      toast: { type: "error", i18n: { en_us: expect.any(String), zh_cn: expect.any(String) } },
    });
    expect(await find()).toMatchObject({ revision: 1, card: CARD });
    expect(await owed()).toEqual([]);
    expect((await history()).at(-1)).toMatchObject({
      type: "refused",
      actor: { kind: "person", open_id: "ou_1" },
      details: { why: "status_500", message_id: "om_1" },
    });
  });

  test("shows what the service itself answered before what the rule says", async () => {
    const card = { type: "raw", data: { ...CARD, elements: [{ tag: "hr" }] } } as const;
    const toast = { type: "success", content: "Live" } as const;
    const { arrive, click, find } = await aPosting({ ok: true, answer: { card, toast } });
    await arrive();
    expect(await click()).toEqual({ card, toast });
    expect((await find())?.card).toEqual(card.data);
  });

  test("on a button that has gone calls nobody, and shows the card as it is, for it was not seen", async () => {
    const { arrive, click, calls } = await aPosting({ ok: true });
    await arrive();
    await click();
    expect(await click()).toMatchObject({
      toast: { content: "This was done already." },
      card: { type: "raw", data: { elements: [DONE] } },
    });
    expect(calls()).toBe(1);
  });

  test("for whose answer nobody waits any more changes the card by an update, and shows it in no answer", async () => {
    const { arrive, click, owed, find } = await aPosting({ ok: true });
    await arrive();
    expect(await click(false)).toEqual({});
    expect(await owed()).toContain("posting.update");
    expect((await find())?.revision).toBe(2);
    expect(await click(false)).not.toHaveProperty("card");
  });

  test("that overtakes the answer of the send waits for it", async () => {
    const { click, find } = await aPosting({ ok: true });
    expect(await click()).toMatchObject({ card: { data: { elements: [DONE] } } });
    expect((await find())?.revision).toBe(2);
  });
});
