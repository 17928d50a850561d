import { describe, expect, test } from "bun:test";

import type { Approval, Card } from "../../src/approval/approval.ts";
import type { Approver } from "../../src/approval/stage.ts";
import type { Job } from "../../src/outbox/job.ts";
import { aCard, aPendingApproval, type FlatRequest } from "../support/a-request.ts";
import { deliveryBy } from "./delivery-by.ts";
import { ok, refusal, type Script, scriptLark } from "./scripted-lark.ts";

const REMIND: Job = { kind: "card.remind", key: "crd_1", subject: "apr_1", attempt: 1, version: 1 };
const SENT = { state: "sent", message_id: "om_1", shownRevision: 1 } as const;
const AT = new Date("2026-03-02T09:00:00Z");
const PROGRESS = { stage: 0, stageStartedAt: AT, escalated: false, reminders: 2 };
const REPLY = { method: "POST", path: "/open-apis/im/v1/messages/om_1/reply" };
const URGENT = { method: "PATCH", path: "/open-apis/im/v1/messages/om_1/urgent_app?user_id_type=open_id" };

/** An approval whose second reminder is owed. */
function reminded(request: FlatRequest = {}, about: Partial<Approval> = {}, card: Partial<Card> = {}) {
  return aPendingApproval(request, { progress: PROGRESS, cards: [aCard({ ...SENT, ...card })], ...about });
}

async function deliver(approval: Approval, answer: Script = () => ok()) {
  await using lark = scriptLark({ answer });
  const delivery = await deliveryBy({ client: lark.client, find: async () => approval })(REMIND);
  return { delivery, requests: lark.requests, bodies: lark.requests.map(({ json }) => json as Body) };
}

interface Body {
  readonly content: string;
  readonly uuid: string;
  readonly reply_in_thread: boolean;
}

/** Whom the first reply mentions, and what it says besides. */
async function reply(approval: Approval) {
  const { bodies } = await deliver(approval);
  const { text } = JSON.parse(bodies[0]?.content ?? "{}") as { text: string };
  const mentioned = [...text.matchAll(/<at user_id="([^"]*)"><\/at>/g)].map(([, id]) => id);
  return { mentioned, words: text.replace(/<at [^>]*><\/at> /g, "") };
}

describe("a reminder", () => {
  test("is a reply in the card's thread, in both languages, once for each reminder", async () => {
    const approval = reminded();
    const { delivery, requests, bodies } = await deliver(approval);
    expect(requests).toMatchObject([REPLY]);
    expect(bodies).toMatchObject([{ msg_type: "text", reply_in_thread: true, uuid: "crd_1-2" }]);
    expect(delivery).toEqual({ kind: "delivered", receipt: { messageId: "om_1", shownRevision: 1 } });
    expect(await reply(approval)).toEqual({
      mentioned: ["ou_ann", "ou_ben"],
      words: "This request is still waiting for an answer.\n该申请仍在等待审批。",
    });
  });

  test.each([230071, 230072])("is a plain reply where a thread is refused by %i", async (code) => {
    const { delivery, bodies } = await deliver(reminded(), (_, count) =>
      count === 0 ? refusal(code) : ok(),
    );
    expect(delivery.kind).toBe("delivered");
    expect(bodies.map(({ reply_in_thread, uuid }) => [reply_in_thread, uuid])).toEqual([
      [true, "crd_1-2"],
      [false, "crd_1-2"],
    ]);
  });

  test.each<[string, Approval]>([
    ["has ended", reminded({}, { status: "approved" })],
    ["is past its end", reminded({}, { expiresAt: AT })],
    ["is at another stage", reminded({}, {}, { stage: 1 })],
  ])("of what %s is done without a call", async (_, approval) => {
    const { delivery, requests } = await deliver(approval);
    expect(delivery).toEqual({ kind: "delivered" });
    expect(requests).toEqual([]);
  });

  test("in quiet hours waits for their end", async () => {
    const quiet_hours = { from: "08:00", to: "09:30", timezone: "UTC" };
    const { delivery, requests } = await deliver(reminded({ quiet_hours }));
    expect(delivery).toEqual({ kind: "retry", error: "quiet_hours", afterMs: 30 * 60_000, early: true });
    expect(requests).toEqual([]);
  });

  test.each([
    [230020, "retry"],
    [230011, "failed"],
  ] as const)("that is refused by %i: %s", async (code, kind) => {
    const { delivery, requests } = await deliver(reminded(), () => refusal(code));
    expect(delivery).toMatchObject({ kind, error: `lark_${code}` });
    expect(requests).toHaveLength(1);
  });
});

describe("a reminder mentions", () => {
  const all: readonly Approver[] = ["ou_ann", "ou_ben", "ou_cid", "ou_dora"].map((open_id) => ({ open_id }));
  const vote = { verdict: "approve", at: AT } as const;

  test.each<[string, FlatRequest, Partial<Approval>, readonly string[]]>([
    [
      "not who has answered in this stage, nor who was answered for",
      { approvers: all },
      {
        votes: [
          { ...vote, stage: 0, by: { open_id: "ou_ann" } },
          { ...vote, stage: 0, by: { open_id: "ou_x" }, for: { open_id: "ou_ben" } },
        ],
      },
      ["ou_cid", "ou_dora"],
    ],
    [
      "who answered in an earlier stage only",
      { approvers: [{ open_id: "ou_ann" }] },
      { votes: [{ ...vote, stage: 4, by: { open_id: "ou_ann" } }] },
      ["ou_ann"],
    ],
    [
      "not the requester",
      { approvers: all, requested_by: { open_id: "ou_ann" } },
      {},
      ["ou_ben", "ou_cid", "ou_dora"],
    ],
    [
      "the requester who may answer",
      { approvers: all, requested_by: { open_id: "ou_ann" }, allow_self_approval: true },
      {},
      ["ou_ann", "ou_ben", "ou_cid", "ou_dora"],
    ],
    ["nobody for anyone", { approvers: "anyone" }, {}, []],
    ["nobody of a group", { approvers: [{ chat_id: "oc_1" }, { user_id: "cid" }] }, {}, []],
    [
      "nobody by what is no open_id",
      { approvers: [{ open_id: "all" }, { open_id: 'ou_1"></at><at user_id="all' }, { open_id: "ou_ben" }] },
      {},
      ["ou_ben"],
    ],
  ])("%s", async (_, request, about, mentioned) => {
    expect((await reply(reminded(request, about))).mentioned).toEqual([...mentioned]);
  });

  test("no more than twenty, and never what a request says", async () => {
    const crowd = Array.from({ length: 40 }, (_, n) => ({ open_id: `ou_${n}` }));
    const title = '<at user_id="all"></at>';
    const { mentioned } = await reply(reminded({ approvers: crowd, title, summary: title }));
    expect(mentioned).toEqual(crowd.slice(0, 20).map(({ open_id }) => open_id));
  });
});

describe("an urgent reminder", () => {
  const urgent = { remind: { after: 60, by: "urgent" } } as const;

  test("rings for those who have not answered, and is no reply", async () => {
    const { delivery, requests } = await deliver(reminded(urgent));
    expect(delivery.kind).toBe("delivered");
    expect(requests).toMatchObject([{ ...URGENT, json: { user_id_list: ["ou_ann", "ou_ben"] } }]);
  });

  test.each([
    ["is refused for good", 230024],
    ["lacks the right", 99991672],
    ["meets nobody of the chat", 230001],
  ])("that %s becomes a reply", async (_, code) => {
    const { delivery, requests } = await deliver(reminded(urgent), ({ method }) =>
      method === "PATCH" ? refusal(code) : ok(),
    );
    expect(delivery.kind).toBe("delivered");
    expect(requests).toMatchObject([URGENT, REPLY]);
  });

  test("that only has to wait does", async () => {
    const { delivery, requests } = await deliver(reminded(urgent), () => refusal(230020));
    expect(delivery).toMatchObject({ kind: "retry" });
    expect(requests).toHaveLength(1);
  });

  test("with nobody to ring for is a reply", async () => {
    const { requests } = await deliver(reminded({ ...urgent, approvers: "anyone" }));
    expect(requests).toMatchObject([REPLY]);
  });
});
