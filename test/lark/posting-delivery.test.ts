import { describe, expect, test } from "bun:test";

import type { JsonObject } from "../../src/protocol/json-object.ts";
import { aPostingWorld, cardSaying, OWN, SHARED } from "./posting-world.ts";
import { ok, refusal, type Script, type ScriptedLark, scriptLark } from "./scripted-lark.ts";

const NEXT = cardSaying("after", { update_multi: true });
const OWN_NEXT = cardSaying("after", { update_multi: false });
const BY_TOKEN = "/open-apis/interactive/v1/card/update";
const BY_ID = "/open-apis/im/v1/messages/om_1";
const SENT = "/open-apis/im/v1/messages?receive_id_type=chat_id";
const DAY = 24 * 60 * 60;

/** A far side whose answers to updates are these in turn; all else succeeds. */
function larkSaying(...answers: readonly Response[]): ScriptedLark {
  const left = [...answers];
  const answer: Script = ({ path }) => (path === SENT ? ok() : (left.shift() ?? ok({})));
  return scriptLark({ answer });
}

async function aSentPosting(lark: ScriptedLark, card: JsonObject) {
  const world = await aPostingWorld(lark.client, card);
  await world.carryOut();
  return world;
}

function paths({ requests }: ScriptedLark): readonly string[] {
  return requests.map(({ path }) => path).slice(1);
}

describe("a posting", () => {
  test("is sent as it stands, under the message's own id, and keeps which message it became", async () => {
    await using lark = larkSaying();
    const { shown } = await aSentPosting(lark, SHARED);
    expect(lark.requests).toMatchObject([
      { path: SENT, json: { receive_id: "oc_1", uuid: "pmg_1", content: JSON.stringify(SHARED) } },
    ]);
    expect(await shown()).toMatchObject({
      state: "sent",
      message_id: "om_1",
      chat_id: "oc_1",
      shownRevision: 1,
    });
  });

  test("that cannot be sent says why, and so does its history", async () => {
    await using lark = scriptLark({ answer: () => refusal(230002) });
    const { postings, carryOut, shown } = await aPostingWorld(lark.client, SHARED);
    await carryOut();
    expect(await shown()).toMatchObject({ state: "failed", error: "lark_230002" });
    expect(await postings.history("pst_1")).toContainEqual(
      expect.objectContaining({ type: "posting.send.failed" }),
    );
  });

  test("that changed while it was being sent is owed its update", async () => {
    await using lark = larkSaying();
    const { carryOut, change } = await aPostingWorld(lark.client, SHARED);
    lark.client.sendCard = () => change(NEXT).then(() => ({ ok: true, messageId: "om_1", chatId: "oc_1" }));
    await carryOut();
    await carryOut();
    expect(lark.requests.map(({ path }) => path)).toEqual([BY_ID]);
  });

  test("that changed thrice is updated once, to the newest state, by its message's id", async () => {
    await using lark = larkSaying();
    const { outbox, clock, carryOut, change, shown } = await aSentPosting(lark, SHARED);
    clock.advance(4);
    for (const text of ["one", "two"]) await change(cardSaying(text, { update_multi: true }));
    await change(NEXT);
    await carryOut();
    expect(lark.requests.slice(1)).toMatchObject([
      { method: "PATCH", path: BY_ID, json: { content: JSON.stringify(NEXT) } },
    ]);
    expect(await shown()).toMatchObject({ shownRevision: 4 });
    expect(await outbox.lease(clock.in(9), clock.in(99), 9)).toEqual([]);
  });
});

test("what the answer to a click shows is not painted again, though an earlier change was still owed", async () => {
  await using lark = larkSaying();
  const { carryOut, change, shown } = await aSentPosting(lark, SHARED);
  await change(cardSaying("one", { update_multi: true }));
  await change(NEXT, undefined, true);
  expect(await carryOut()).toEqual({ kind: "delivered" });
  expect(paths(lark)).toEqual([]);
  expect(await shown()).toMatchObject({ shownRevision: 3 });
});

describe("an update by the token of a click", () => {
  test("waits until the click is answered for certain, and that is no fault", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, shown, grantNow } = await aSentPosting(lark, SHARED);
    await change(NEXT, grantNow());
    clock.advance(3.499);
    expect(await carryOut()).toEqual({ kind: "retry", error: "click_unanswered", afterMs: 1, early: true });
    expect(await shown()).toMatchObject({ error: undefined, grant: { usesLeft: 2 } });
    expect(paths(lark)).toEqual([]);
    clock.advance(0.001);
    await carryOut();
    expect(lark.requests.slice(1).map(({ json }) => json)).toEqual([{ token: "c-1", card: NEXT }]);
    expect(await shown()).toMatchObject({ shownRevision: 2, grant: { usesLeft: 1 } });
  });

  test("of a card for each person is for the clicker alone", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, grantNow } = await aSentPosting(lark, OWN);
    await change(OWN_NEXT, grantNow());
    clock.advance(4);
    await carryOut();
    expect(lark.requests[1]?.json).toEqual({ token: "c-1", card: { ...OWN_NEXT, open_ids: ["ou_ann"] } });
  });

  test("counts its use before the call: whatever comes of that, a third is never tried", async () => {
    const counts: unknown[] = [];
    const worlds: Awaited<ReturnType<typeof aSentPosting>>[] = [];
    await using lark = scriptLark({
      async answer({ path }) {
        if (path !== BY_TOKEN) return ok();
        counts.push((await worlds[0]?.shown())?.grant?.usesLeft);
        return new Response("bad gateway", { status: 502 });
      },
    });
    const world = await aSentPosting(lark, OWN);
    worlds.push(world);
    await world.change(OWN_NEXT, world.grantNow());
    world.clock.advance(4);
    const ends = [await world.carryOut(), await world.carryOut(), await world.carryOut()];
    expect(counts).toEqual([1, 0]);
    expect(ends).toMatchObject([
      { kind: "retry", error: "lark_bad_answer" },
      { kind: "retry", error: "lark_bad_answer" },
      { kind: "failed", error: "card_not_shared_replaced" },
    ]);
  });

  test.each([300020, 300030, 300040])("that is refused with %d goes by the message's id", async (code) => {
    await using lark = larkSaying(refusal(code));
    const { clock, carryOut, change, shown, grantNow } = await aSentPosting(lark, SHARED);
    await change(NEXT, grantNow());
    clock.advance(4);
    expect(await carryOut()).toMatchObject({ kind: "delivered" });
    expect(paths(lark)).toEqual([BY_TOKEN, BY_ID]);
    expect(await shown()).toMatchObject({ shownRevision: 2 });
  });

  test("is not tried once half an hour is over: by the message's id, without asking", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, grantNow } = await aSentPosting(lark, SHARED);
    await change(NEXT, grantNow());
    clock.advance(30 * 60);
    await carryOut();
    expect(paths(lark)).toEqual([BY_ID]);
  });

  test("of a message that was taken away ends, and nothing takes its place", async () => {
    await using lark = larkSaying(refusal(200000));
    const { clock, carryOut, change, shown, grantNow } = await aSentPosting(lark, SHARED);
    await change(NEXT, grantNow());
    clock.advance(4);
    await carryOut();
    expect(paths(lark)).toEqual([BY_TOKEN]);
    expect(await shown()).toMatchObject({ state: "sent", error: "lark_200000" });
  });
});

describe("an update that somebody's press may have undone", () => {
  test("is made once more by the message's id: what is left of a click's token is for changes", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, postings, shown, grantNow } = await aSentPosting(lark, SHARED);
    clock.advance(4);
    await change(NEXT, grantNow());
    clock.advance(3.5);
    await postings.pressed("om_1", clock.now());
    await carryOut();
    clock.advance(3.5);
    expect(await carryOut()).toMatchObject({ kind: "delivered", receipt: { shownRevision: 2 } });
    expect(paths(lark)).toEqual([BY_TOKEN, BY_ID]);
    expect(await shown()).toMatchObject({ shownRevision: 2, grant: { usesLeft: 1 } });
  });

  test("and that has no other way than a token stays as it is, and that is no fault", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, postings, shown, grantNow } = await aSentPosting(lark, OWN);
    await change(OWN_NEXT, grantNow());
    clock.advance(3.5);
    await postings.pressed("om_1", clock.now());
    await carryOut();
    clock.advance(3.5);
    expect(await carryOut()).toEqual({ kind: "delivered" });
    expect(paths(lark)).toEqual([BY_TOKEN]);
    expect(await shown()).toMatchObject({ shownRevision: 2, error: undefined });
  });
});

describe("a card that can be changed no more", () => {
  test("because of its age is not tried, and a short text takes its place, once", async () => {
    await using lark = larkSaying();
    const { clock, carryOut, change, shown } = await aSentPosting(lark, SHARED);
    clock.advance(14 * DAY + 1);
    for (const text of ["one", "two"]) {
      await change(cardSaying(text, { update_multi: true }));
      await carryOut();
    }
    expect(lark.requests.slice(1)).toMatchObject([
      { path: SENT, json: { receive_id: "oc_1", msg_type: "text", uuid: "pmg_1-new" } },
    ]);
    expect(lark.requests[1]?.text).toContain("Weekly ‹report›");
    expect(await shown()).toMatchObject({ state: "sent", error: "message_too_old_replaced" });
  });

  test.each([230002, 230011, 230110])("for %d has nothing in its place", async (code) => {
    await using lark = larkSaying(refusal(code));
    const { carryOut, change, shown } = await aSentPosting(lark, SHARED);
    await change(NEXT);
    await carryOut();
    expect(paths(lark)).toEqual([BY_ID]);
    expect(await shown()).toMatchObject({ error: `lark_${code}` });
  });

  test("nor has one that was taken away, when it is too old later", async () => {
    await using lark = larkSaying(refusal(230011));
    const { clock, carryOut, change, shown } = await aSentPosting(lark, SHARED);
    await change(NEXT);
    await carryOut();
    clock.advance(15 * DAY);
    await change(SHARED);
    await carryOut();
    expect(paths(lark)).toEqual([BY_ID]);
    expect(await shown()).toMatchObject({ error: "lark_230011" });
  });
});
