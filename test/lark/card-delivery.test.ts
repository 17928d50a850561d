import { describe, expect, test } from "bun:test";

import type { Approval, Card } from "../../src/approval/approval.ts";
import { renderCard } from "../../src/card/render-card.ts";
import type { Job } from "../../src/outbox/job.ts";
import { aCard, aPendingApproval } from "../support/a-request.ts";
import { deliveryBy } from "./delivery-by.ts";
import { ok, refusal, type Script, scriptLark } from "./scripted-lark.ts";

const SEND: Job = { kind: "card.send", key: "crd_1", subject: "apr_01", attempt: 1, version: 1 };
const UPDATE: Job = { ...SEND, kind: "card.update" };
const ENDED: Partial<Approval> = { status: "approved", revision: 2 };

function anApprovalWith(card: Partial<Card> = {}, approval: Partial<Approval> = {}): Approval {
  const cards = [aCard({ id: "crd_0", attempted: true }), aCard({ attempted: true, ...card })];
  return aPendingApproval({}, { cards, ...approval });
}

/** Delivers one job for an approval to a far side that answers as told. */
async function deliver(job: Job, approval: Approval | undefined, answer?: Script) {
  await using lark = scriptLark({ answer: answer ?? (() => ok({ message_id: "om_1", chat_id: "oc_1" })) });
  const find = async (cardId: string) => (cardId === "crd_1" ? approval : undefined);
  const delivery = await deliveryBy({ client: lark.client, find })(job);
  return { delivery, requests: lark.requests };
}

function contentOf(request: { readonly json: unknown } | undefined): unknown {
  return JSON.parse((request?.json as { content: string } | undefined)?.content ?? "null");
}

describe("sending", () => {
  test("posts the card of the approval as it stands, under the card's own id", async () => {
    const approval = anApprovalWith({}, { revision: 3 });
    const { delivery, requests } = await deliver(SEND, approval);
    expect(delivery).toEqual({
      kind: "delivered",
      receipt: { messageId: "om_1", chatId: "oc_1", shownRevision: 3 },
    });
    expect(requests).toMatchObject([{ json: { receive_id: "oc_1", uuid: "crd_1" } }]);
    expect(contentOf(requests[0])).toEqual(JSON.parse(JSON.stringify(renderCard(approval, aCard()))));
  });

  test("again is under the same id, and is not sure of what the message shows", async () => {
    const { delivery, requests } = await deliver(
      { ...SEND, attempt: 2 },
      anApprovalWith({}, { revision: 3 }),
    );
    expect(requests).toMatchObject([{ json: { uuid: "crd_1" } }]);
    expect(delivery).toMatchObject({ receipt: { messageId: "om_1", shownRevision: 0 } });
  });

  test("is done without a call when a click has told which message it is", async () => {
    const { delivery, requests } = await deliver(
      { ...SEND, attempt: 2 },
      anApprovalWith({ message_id: "om_9", chat_id: "oc_9" }),
    );
    expect(delivery).toEqual({
      kind: "delivered",
      receipt: { messageId: "om_9", chatId: "oc_9", shownRevision: 0 },
    });
    expect(requests).toEqual([]);
  });

  test("of what has ended before the first attempt is not done at all", async () => {
    const { delivery, requests } = await deliver(SEND, anApprovalWith({}, ENDED));
    expect(delivery).toEqual({ kind: "failed", error: "ended_before_sent" });
    expect(requests).toEqual([]);
  });

  test("again of what has ended meanwhile is done: the first attempt may have posted it", async () => {
    const { delivery, requests } = await deliver({ ...SEND, attempt: 2 }, anApprovalWith({}, ENDED));
    expect(delivery.kind).toBe("delivered");
    expect(contentOf(requests[0])).toMatchObject({ header: { template: "green" } });
  });
});

describe("updating", () => {
  const sent = { state: "sent", message_id: "om_1", shownRevision: 1 } as const;

  test("replaces the message by the newest state", async () => {
    const { delivery, requests } = await deliver(UPDATE, anApprovalWith(sent, ENDED), () => ok({}));
    expect(delivery).toEqual({ kind: "delivered", receipt: { messageId: "om_1", shownRevision: 2 } });
    expect(requests).toMatchObject([{ method: "PATCH", path: "/open-apis/im/v1/messages/om_1" }]);
    expect(contentOf(requests[0])).toMatchObject({ header: { template: "green" } });
  });

  test("makes no call when the newest state is shown already", async () => {
    const { delivery, requests } = await deliver(
      UPDATE,
      anApprovalWith({ ...sent, shownRevision: 2 }, ENDED),
    );
    expect(delivery).toEqual({ kind: "delivered" });
    expect(requests).toEqual([]);
  });

  test("waits for a card that is not sent yet", async () => {
    const { delivery } = await deliver(UPDATE, anApprovalWith({}, ENDED));
    expect(delivery).toEqual({ kind: "retry", error: "card_not_sent" });
  });

  test("gives up a card that could not be sent, for the reason why", async () => {
    const { delivery } = await deliver(
      UPDATE,
      anApprovalWith({ state: "failed", error: "lark_230002" }, ENDED),
    );
    expect(delivery).toEqual({ kind: "failed", error: "lark_230002" });
  });
});

describe("settling", () => {
  const SETTLE: Job = { ...SEND, kind: "card.settle" };
  const shown = { state: "sent", message_id: "om_1", shownRevision: 2 } as const;

  test("paints what stands, though it is thought to be shown already", async () => {
    const { delivery, requests } = await deliver(SETTLE, anApprovalWith(shown, ENDED), () => ok({}));
    expect(delivery).toEqual({ kind: "delivered", receipt: { messageId: "om_1", shownRevision: 2 } });
    expect(requests).toMatchObject([{ method: "PATCH", path: "/open-apis/im/v1/messages/om_1" }]);
    expect(contentOf(requests[0])).toMatchObject({ header: { template: "green" } });
  });

  test.each([
    ["is not there", {}],
    ["has failed", { ...shown, state: "failed" }],
  ] as const)("is done without a call for a card that %s", async (_, card) => {
    const { delivery, requests } = await deliver(SETTLE, anApprovalWith(card, ENDED));
    expect(delivery).toEqual({ kind: "delivered" });
    expect(requests).toEqual([]);
  });

  test("that meets a passing fault is for later", async () => {
    const { delivery } = await deliver(SETTLE, anApprovalWith(shown, ENDED), () => refusal(230020));
    expect(delivery).toMatchObject({ kind: "retry", error: "lark_230020" });
  });
});

describe("a card that Lark refuses", () => {
  const invalidPerson =
    "Failed to create card content, ext=ErrCode: 100290; ErrMsg: invalid user resource(at/person)";

  test("is sent without markup at once", async () => {
    const { delivery, requests } = await deliver(SEND, anApprovalWith(), (_, count) =>
      count === 0 ? refusal(230099, 400, {}, invalidPerson) : ok(),
    );
    expect(delivery).toMatchObject({ kind: "delivered", receipt: { messageId: "om_1", shownRevision: 1 } });
    expect(JSON.stringify(requests[0]?.json)).toContain("local_datetime");
    expect(JSON.stringify(requests[1]?.json)).not.toContain("markdown");
    expect(requests[1]).toMatchObject({ json: { uuid: "crd_1" } });
  });

  test("because it has grown too long on the way is sent without markup too", async () => {
    const { delivery, requests } = await deliver(SEND, anApprovalWith(), (_, count) =>
      count === 0 ? refusal(230025) : ok(),
    );
    expect(delivery.kind).toBe("delivered");
    expect(requests).toHaveLength(2);
  });

  test("twice fails with the cause", async () => {
    const { delivery, requests } = await deliver(SEND, anApprovalWith(), () =>
      refusal(230099, 400, {}, invalidPerson),
    );
    expect(delivery).toEqual({ kind: "failed", error: "lark_230099_100290" });
    expect(requests).toHaveLength(2);
  });

  test("because somebody is using it is only tried later", async () => {
    const { delivery, requests } = await deliver(SEND, anApprovalWith(), () =>
      refusal(230099, 400, {}, "ext=ErrCode: 11310; ErrMsg: card action is lock"),
    );
    expect(delivery).toMatchObject({ kind: "retry", error: "lark_230099_11310" });
    expect(requests).toHaveLength(1);
  });
});

describe("a fault", () => {
  test.each<[string, number, number, object]>([
    ["that is final ends the job", 230011, 1, { kind: "failed", error: "lark_230011" }],
    [
      "of the app's settings waits for somebody to change them",
      99991672,
      99,
      { kind: "retry", afterMs: 60_000 },
    ],
    ["of a right that nobody gave for a day ends the job", 99991672, 960, { kind: "failed" }],
    ["of a chat that the app may not write to ends the job after a day", 230027, 960, { kind: "failed" }],
    ["of an app that is switched off is never the end", 99991662, 10_000, { kind: "retry", afterMs: 60_000 }],
    ["that passes is for later", 230020, 99, { kind: "retry", error: "lark_230020" }],
    ["that nobody knows is for later", 424242, 15, { kind: "retry", error: "lark_424242" }],
    ["that nobody knows ends the job in the end", 424242, 16, { kind: "failed", error: "lark_424242" }],
  ])("%s", async (_, code, attempt, expected) => {
    const { delivery } = await deliver({ ...SEND, attempt }, anApprovalWith(), () => refusal(code));
    expect(delivery).toMatchObject(expected);
  });

  test("keeps to the wait that the platform asks for", async () => {
    const { delivery } = await deliver(SEND, anApprovalWith(), () =>
      refusal(99991400, 429, { "x-ogw-ratelimit-reset": "3" }),
    );
    expect(delivery).toEqual({ kind: "retry", error: "lark_99991400", afterMs: 3000 });
  });
});

test.each<[string, Approval | undefined]>([
  ["an approval", undefined],
  ["a card", aPendingApproval({}, { cards: [] })],
])("a job without %s ends", async (_, approval) => {
  const { delivery, requests } = await deliver(SEND, approval);
  expect(delivery).toEqual({ kind: "failed", error: "card_not_found" });
  expect(requests).toEqual([]);
});
