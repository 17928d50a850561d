import { afterEach, describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import type { Person } from "../../src/approval/person.ts";
import { renderCard } from "../../src/card/render-card.ts";
import { createLarkClient } from "../../src/lark/lark-client.ts";
import type { Job } from "../../src/outbox/job.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import { aCard, aPendingApproval } from "../support/a-request.ts";
import { until } from "../support/until.ts";
import { deliveryBy } from "./delivery-by.ts";
import { FakeTime } from "./fake-time.ts";

const SEND: Job = { kind: "card.send", key: "crd_1", subject: "apr_01", attempt: 1, version: 1 };
const sandboxes: ReturnType<typeof createSandbox>[] = [];

afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.stop()));
});

/** A client of a sandbox, the delivery over it, and the one approval that it delivers. */
function aSandbox({ rate = 0, time }: { rate?: number; time?: FakeTime } = {}) {
  const credentials = { appId: "cli_sandbox", appSecret: "sandbox-secret" };
  const clock = time?.clock ?? (() => new Date());
  const sandbox = createSandbox({ ...credentials, clock, rateLimits: rate === 0 ? "off" : undefined });
  sandboxes.push(sandbox);
  const client = createLarkClient({
    ...credentials,
    appSecrets: () => [credentials.appSecret],
    now: time?.now,
    schedule: time?.schedule,
    clock,
    baseUrl: sandbox.listen(),
    rate,
    fetch,
    timeoutMs: 1000,
  });
  const { chat_id, members } = sandbox.view().chats[0] ?? { chat_id: "", members: [] };
  return { sandbox, client, to: { chat_id }, member: { open_id: members[0] ?? "" } satisfies Person };
}

function deliveryOf(approval: Approval, client: ReturnType<typeof aSandbox>["client"]) {
  return deliveryBy({ client, find: async () => approval });
}

function anApprovalTo(
  to: { chat_id: string },
  requested_by?: Person,
  more: Partial<Approval> = {},
): Approval {
  const card = aCard({ to, attempted: true });
  return aPendingApproval(
    { to: [to], requested_by, summary: "Ship **it**", risk: "high" },
    { cards: [card], ...more },
  );
}

describe("the sandbox, as strict as the platform about cards, takes", () => {
  test.each(["pending", "approved", "rejected", "expired", "cancelled"] as const)(
    "the %s card",
    async (status) => {
      const { sandbox, client, to, member } = aSandbox();
      const votes = [{ verdict: "approve", stage: 0, by: member, at: new Date() } as const];
      const fields = Array.from({ length: 50 }, (_, n) => ({
        label: `Field ${n}`,
        value: "值".repeat(n * 40),
      }));
      const approval = aPendingApproval(
        { to: [to], requested_by: member, fields },
        { status, votes, decidedAt: new Date() },
      );
      for (const markup of ["markdown", "plain"] as const) {
        const content = JSON.stringify(renderCard(approval, aCard(), { markup }));
        const sent = await client.sendCard({ to, content, uuid: `crd_${markup}` });
        expect(sent).toMatchObject({ ok: true, chatId: to.chat_id });
        expect(sent.ok && sandbox.message(sent.messageId)?.content).toEqual(JSON.parse(content));
        expect(sent.ok && (await client.updateCard(sent.messageId, content))).toMatchObject({ ok: true });
      }
    },
  );
});

describe("a card in the sandbox", () => {
  test("is posted once, though the answer to the first attempt was lost", async () => {
    const { sandbox, client, to, member } = aSandbox();
    sandbox.addFault({ on: "send", kind: "reset", after_effect: true });
    const deliver = deliveryOf(anApprovalTo(to, member), client);
    expect(await deliver(SEND)).toEqual({ kind: "retry", error: "lark_unreachable", afterMs: undefined });
    const second = await deliver({ ...SEND, attempt: 2 });
    expect(sandbox.view().messages).toHaveLength(1);
    expect(second).toMatchObject({
      receipt: { messageId: sandbox.view().messages[0]?.message_id, shownRevision: 0 },
    });
  });

  test("turns green in place", async () => {
    const { sandbox, client, to, member } = aSandbox();
    const sent = await deliveryOf(anApprovalTo(to, member), client)(SEND);
    const message_id = (sent.kind === "delivered" && sent.receipt?.messageId) || "";
    const card = aCard({ to, state: "sent", attempted: true, shownRevision: 1, message_id });
    const approved = anApprovalTo(to, member, { status: "approved", revision: 2, cards: [card] });
    expect(await deliveryOf(approved, client)({ ...SEND, kind: "card.update" })).toMatchObject({
      kind: "delivered",
    });
    expect(sandbox.message(message_id)?.content).toMatchObject({ header: { template: "green" } });
  });

  test("that mentions somebody whom Lark does not know is posted without mentions", async () => {
    const { sandbox, client, to } = aSandbox();
    const stranger = { open_id: `ou_${"9".repeat(32)}`, name: "Stranger" };
    const delivery = await deliveryOf(anApprovalTo(to, stranger), client)(SEND);
    expect(delivery).toMatchObject({ kind: "delivered", receipt: { shownRevision: 1 } });
    expect(JSON.stringify(sandbox.view().messages[0]?.content)).toContain("Requested by Stranger");
  });

  test("survives an ended token, a bad gateway and a slow answer, one after another", async () => {
    const { sandbox, client, to, member } = aSandbox();
    const deliver = deliveryOf(anApprovalTo(to, member), client);
    await client.ping();
    sandbox.addFault({ on: "send", kind: "garbage", status: 502 });
    sandbox.addFault({ on: "send", kind: "delay", delay_ms: 1500, after_effect: true });
    sandbox.expireTokens();
    const errors: string[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const delivery = await deliver({ ...SEND, attempt });
      if (delivery.kind !== "delivered") errors.push(delivery.error);
    }
    expect(errors).toEqual(["lark_bad_answer", "lark_timeout"]);
    expect(sandbox.view().messages).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["a group without the bot", { chat_id: "oc_nowhere" }, "lark_230002"],
    ["somebody out of reach", { open_id: "ou_nobody" }, "lark_230013"],
    ["an id of another kind", { open_id: "oc_1" }, "lark_230034"],
  ])("for %s fails for good", async (_, to, error) => {
    const { client } = aSandbox();
    const approval = anApprovalTo(to as { chat_id: string });
    expect(await deliveryOf(approval, client)(SEND)).toEqual({ kind: "failed", error });
  });

  test("that was recalled is given up", async () => {
    const { sandbox, client, to } = aSandbox();
    sandbox.addFault({ on: "patch", code: 230011 });
    const card = aCard({
      id: "crd_1",
      to,
      state: "sent",
      attempted: true,
      shownRevision: 1,
      message_id: "om_1",
    });
    const delivery = await deliveryOf(
      anApprovalTo(to, undefined, { revision: 2, cards: [card] }),
      client,
    )({
      ...SEND,
      kind: "card.update",
    });
    expect(delivery).toEqual({ kind: "failed", error: "lark_230011" });
  });
});

test("twelve cards to one chat, at the platform's own limits, are all posted without a refusal", async () => {
  const time = new FakeTime(Date.parse("2026-03-02T09:00:00Z"));
  const { sandbox, client, to } = aSandbox({ rate: 40, time });
  await client.ping();
  const content = JSON.stringify(renderCard(aPendingApproval(), aCard()));
  const sends = Array.from({ length: 12 }, (_, n) => client.sendCard({ to, content, uuid: `crd_${n}` }));
  for (const posted of [5, 10, 12]) {
    await until(() => sandbox.view().messages.length === posted);
    await time.pass(1100);
  }
  expect((await Promise.all(sends)).map((sent) => sent.ok)).toEqual(Array.from({ length: 12 }, () => true));
});

test("the bot introduces itself", async () => {
  const { client } = aSandbox();
  expect(await client.botInfo()).toMatchObject({ ok: true, openId: expect.stringMatching(/^ou_/) });
});
