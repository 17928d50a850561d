import { describe, expect, test } from "bun:test";

import type { Approval, Card } from "../../src/approval/approval.ts";
import type { Job } from "../../src/outbox/job.ts";
import { aCard, aPendingApproval } from "../support/a-request.ts";
import { deliveryBy } from "./delivery-by.ts";
import { ok, refusal, scriptLark } from "./scripted-lark.ts";

const UPDATE: Job = { kind: "card.update", key: "crd_1", subject: "apr_1", attempt: 1, version: 1 };
const ANN = { open_id: "ou_ann1" };
const APPROVED: Partial<Approval> = {
  status: "approved",
  revision: 2,
  votes: [{ verdict: "approve", stage: 0, by: ANN, at: new Date("2026-03-02T09:30:00Z") }],
};

/** An update that the platform refuses with `code`, of an approval that stands so. */
async function updateRefused(
  code: number,
  about: Partial<Approval>,
  { job = UPDATE, card = {}, revokedAt, sends = ok() }: Circumstances = {},
) {
  await using lark = scriptLark({ answer: ({ method }) => (method === "PATCH" ? refusal(code) : sends) });
  const cards = [aCard({ state: "sent", message_id: "om_1", chat_id: "oc_1", shownRevision: 1, ...card })];
  const approval = aPendingApproval({}, { ...about, cards });
  const deliver = deliveryBy({
    client: lark.client,
    find: async () => approval,
    look: async () => ({ ok: true, revokedAt }),
  });
  const delivery = await deliver(job);
  const posts = lark.requests.filter(({ method }) => method === "POST");
  return { delivery, posts, text: textOf(posts[0]?.json) };
}

interface Circumstances {
  readonly job?: Job;
  readonly card?: Partial<Card>;
  readonly revokedAt?: Date;
  readonly sends?: Response;
}

function textOf(json: unknown): string {
  const { content = '{"text":""}' } = (json ?? {}) as { readonly content?: string };
  return (JSON.parse(content) as { readonly text: string }).text;
}

describe("of an approval that has ended, and whose card is too old to show it,", () => {
  test("a short text in the same chat tells, in both languages, and the card's error says so", async () => {
    const { delivery, posts, text } = await updateRefused(230031, APPROVED);
    expect(delivery).toEqual({ kind: "failed", error: "lark_230031_replaced" });
    expect(posts).toMatchObject([{ json: { receive_id: "oc_1", msg_type: "text", uuid: "crd_1-new" } }]);
    expect(text.split("\n")).toEqual([
      'Release 2.4 to production: approved by <at user_id="ou_ann1"></at>',
      'Release 2.4 to production：已通过（<at user_id="ou_ann1"></at>）',
    ]);
  });

  test.each([
    ["expired", "expired", "已过期"],
    ["cancelled", "cancelled", "已取消"],
  ] as const)("the text of one that is %s names nobody", async (status, en, zh) => {
    const { text } = await updateRefused(230031, { ...APPROVED, status });
    expect(text).toBe(`Release 2.4 to production: ${en}\nRelease 2.4 to production：${zh}`);
  });

  test("a revoked one is not called approved", async () => {
    const { text } = await updateRefused(230031, APPROVED, { revokedAt: new Date() });
    expect(text).toStartWith("Release 2.4 to production: revoked\n");
  });

  test("what was asked mentions nobody, and takes one line at most", async () => {
    const request = {
      ...aPendingApproval().request,
      title: `<at user_id="all"></at>\n[x](https://e.x)${"é".repeat(500)}`,
    };
    const { text } = await updateRefused(230031, { ...APPROVED, status: "expired", request });
    expect(text).not.toMatch(/[<>[\]]/);
    expect(text.split("\n")).toHaveLength(2);
    expect(text.length).toBeLessThan(400);
  });

  test("it is told once: not by the next job for the same card", async () => {
    const card = { error: "lark_230031_replaced" };
    const { delivery, posts } = await updateRefused(230031, APPROVED, {
      card,
      job: { ...UPDATE, kind: "card.settle" },
    });
    expect(delivery).toEqual({ kind: "failed", error: "lark_230031_replaced" });
    expect(posts).toEqual([]);
  });

  test("a text that cannot go now goes later, and one that never can leaves the first error", async () => {
    const later = await updateRefused(230031, APPROVED, { sends: refusal(230020) });
    expect(later.delivery).toMatchObject({ kind: "retry", error: "lark_230020" });
    const never = await updateRefused(230031, APPROVED, { sends: refusal(230002) });
    expect(never.delivery).toEqual({ kind: "failed", error: "lark_230031" });
  });
});

test.each<[string, number, Partial<Approval>]>([
  ["that is still open", 230031, { revision: 2 }],
  ["whose message somebody withdrew", 230011, APPROVED],
  ["whose message was deleted", 230110, APPROVED],
  ["in a chat without the bot", 230002, APPROVED],
])("nothing takes the place of the card of an approval %s", async (_, code, about) => {
  const { delivery, posts } = await updateRefused(code, about);
  expect(delivery).toEqual({ kind: "failed", error: `lark_${code}` });
  expect(posts).toEqual([]);
});
