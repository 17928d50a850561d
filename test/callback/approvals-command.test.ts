import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { createApprovalsCommand } from "../../src/callback/approvals-command.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { aRequest } from "../support/a-request.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

interface About {
  readonly text?: string;
  readonly by?: string;
  readonly id?: string;
  readonly senderType?: string;
  readonly type?: string;
}

function says({
  text = "/approvals",
  by = "ou_ann",
  id = "om_q",
  senderType = "user",
  type = "text",
}: About = {}): CallbackEvent {
  const message = {
    message_id: id,
    message_type: type,
    chat_type: "group",
    content: JSON.stringify({ text }),
  };
  const sender = { sender_id: { open_id: by }, sender_type: senderType };
  return {
    kind: "event",
    eventType: "im.message.receive_v1",
    eventId: `ev_${id}`,
    payload: { event: { sender, message } },
  };
}

function desk() {
  const app = testApp();
  const told: { open_id: string; text: string; uuid: string }[] = [];
  const pointed: { messageId: string; text: string; uuid: string }[] = [];
  const { handle } = createApprovalsCommand({
    service: app.service,
    tell: async ({ open_id }, text, uuid) => void told.push({ open_id, text, uuid }),
    point: async (messageId, text, uuid) => void pointed.push({ messageId, text, uuid }),
  });
  return { ...app, told, pointed, say: (about?: About) => handle(says(about)) };
}

async function cardsTo({ service }: TestApp, openId: string): Promise<number> {
  const all = await service.list({ limit: 100 });
  return all.flatMap(({ cards }) => cards).filter(({ to }) => to.open_id === openId).length;
}

const ANNS = { to: [{ chat_id: "oc_1" }], approvers: [{ open_id: "ou_ann" }] };
const BENS = { to: [{ chat_id: "oc_1" }], approvers: [{ open_id: "ou_ben" }] };

async function asked(server: TestApp, ...requests: readonly (typeof ANNS)[]): Promise<void> {
  for (const request of requests) {
    await server.service.create(aRequest(request), {
      expiresIn: 3_600,
      actor: { kind: "token", id: "tok_1" },
    });
  }
}

describe("/approvals", () => {
  test.each(["/approvals", "  /approvals\n", "@_user_1 /approvals", "/approvals @_user_1"])(
    "as %p brings a card of each request that waits, after a text that counts them",
    async (text) => {
      const server = desk();
      await asked(server, ANNS, BENS, ANNS);
      await server.say({ text });
      expect(server.told).toMatchObject([{ open_id: "ou_ann", uuid: "approvals:om_q" }]);
      expect(server.told[0]?.text).toContain("2 requests wait for you");
      expect(await cardsTo(server, "ou_ann")).toBe(2);
      const jobs = await server.storage.outbox.lease(server.clock.now(), server.clock.in(60), 50);
      expect(jobs.filter(({ kind }) => kind === "card.send")).toHaveLength(5);
    },
  );

  test("says so where nothing waits", async () => {
    const server = desk();
    await asked(server, BENS);
    await server.say();
    expect(server.told[0]?.text).toContain("Nothing waits for you");
    expect(await cardsTo(server, "ou_ann")).toBe(0);
  });

  test.each<[string, About]>([
    ["another text", { text: "/approvals please" }],
    ["a bot's message", { senderType: "app" }],
    ["a picture", { type: "image" }],
  ])("is not %s", async (_, about) => {
    const server = desk();
    await asked(server, ANNS);
    await server.say(about);
    expect([server.told, await cardsTo(server, "ou_ann")]).toEqual([[], 0]);
  });

  test("handed over again brings no card again, and asked again at most three of one request", async () => {
    const server = desk();
    await asked(server, ANNS);
    await server.say();
    await server.say();
    expect(await cardsTo(server, "ou_ann")).toBe(1);
    for (const id of ["om_2", "om_3", "om_4", "om_5"]) await server.say({ id });
    expect(await cardsTo(server, "ou_ann")).toBe(3);
  });

  test("asked a fourth time answers the newest card, which is where it is, once a question", async () => {
    const server = desk();
    await asked(server, ANNS);
    for (const id of ["om_1", "om_2", "om_3"]) await server.say({ id });
    const { clock, storage } = server;
    for (const job of await storage.outbox.lease(clock.now(), clock.in(60), 10)) {
      const receipt = { messageId: `om_of_${job.key}`, chatId: "oc_1", shownRevision: 1 };
      await storage.outbox.settle(job, { kind: "delivered", receipt }, clock.now(), clock.now());
    }
    expect(server.pointed).toEqual([]);
    for (const id of ["om_4", "om_4", "om_5"]) await server.say({ id });
    const [{ cards }] = (await server.service.list({ limit: 1 })) as [Approval];
    const newest = cards.findLast(({ to }) => to.open_id === "ou_ann");
    expect(server.pointed.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 3 }, () => `om_of_${newest?.id}`),
    );
    const [first, again, next] = server.pointed.map(({ uuid }) => uuid);
    expect(again).toBe(first ?? "");
    expect(next).not.toBe(first ?? "");
  });

  test("does not bring what was answered, nor more than ten", async () => {
    const server = desk();
    await asked(server, ...Array.from({ length: 12 }, () => ANNS));
    await server.service.cancel("apr_0001", { kind: "token", id: "tok_1" });
    await server.say();
    expect(server.told[0]?.text).toContain("11 requests wait for you");
    expect(await cardsTo(server, "ou_ann")).toBe(10);
  });

  test("leaves a log and an approval that agree", async () => {
    const server = desk();
    await asked(server, ANNS);
    await server.say();
    const [approval] = await server.service.list({ limit: 1 });
    expect(approval?.revision).toBe(1);
    expect((await server.service.history(approval?.id ?? "")).at(-1)).toMatchObject({
      type: "surfaced",
      actor: { kind: "person", open_id: "ou_ann" },
    });
  });

  test("brings nothing to one who may not answer, also where that was found out only then", async () => {
    const server = desk();
    await asked(server, BENS);
    await server.service.surface("apr_0001", { open_id: "ou_ann" }, "message:om_q");
    expect(await cardsTo(server, "ou_ann")).toBe(0);
  });

  test("paints no card anew, for none shows anything else than before", async () => {
    const server = desk();
    await server.ask(ANNS);
    await server.say();
    const jobs = await server.storage.outbox.lease(server.clock.now(), server.clock.in(60), 50);
    expect(jobs.map(({ kind }) => kind)).toEqual(["card.send"]);
  });
});
