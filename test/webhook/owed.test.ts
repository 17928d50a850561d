import { describe, expect, onTestFinished, test } from "bun:test";

import type { ApprovalService } from "../../src/approval/approval-service.ts";
import type { Delivery, Job } from "../../src/outbox/job.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import type { WebhookDelivery } from "../../src/webhook/webhook-store.ts";
import { aRequest, type FlatRequest } from "../support/a-request.ts";
import { openStorage } from "../support/open-storage.ts";
import { serviceOver } from "../support/service-over.ts";
import { tempDir } from "../support/temp-dir.ts";
import { TestClock } from "../support/test-clock.ts";

const ACTOR = { kind: "token", id: "tok_1" } as const;
const URL_ASKED = "https://hooks.example.com/asked";

interface Desk {
  readonly storage: Storage;
  readonly service: ApprovalService;
  readonly clock: TestClock;
  close(): void;
  ask(about?: FlatRequest): Promise<string>;
  owed(approvalId: string): Promise<readonly WebhookDelivery[]>;
  take(): Promise<readonly Job[]>;
  settle(job: Job, delivery: Delivery, inSeconds?: number): Promise<void>;
}

/** The real service over a real database on disk; nobody delivers. */
function openDesk(dataDir = tempDir()): Desk {
  const storage = openStorage(dataDir);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) storage.close();
    isOpen = false;
  };
  onTestFinished(close);
  const clock = new TestClock();
  const service = serviceOver(storage.approvals, clock);
  return {
    storage,
    service,
    clock,
    close,
    async ask(about = { webhook_url: URL_ASKED }) {
      const { approval } = await service.create(aRequest(about), { expiresIn: 3_600, actor: ACTOR });
      return approval.id;
    },
    owed: (approvalId) => storage.webhooks.listDeliveries({ approvalId, limit: 10 }),
    take: () => storage.webhookOutbox.lease(clock.now(), clock.in(120), 10),
    settle: (job, delivery, inSeconds = 0) =>
      storage.webhookOutbox.settle(job, delivery, clock.now(), clock.in(inSeconds)),
  };
}

async function takeOne(desk: Desk): Promise<Job> {
  const [job, ...more] = await desk.take();
  if (job === undefined || more.length > 0) throw new Error("one job was expected");
  return job;
}

describe("a webhook is owed", () => {
  const ENDS: readonly (readonly [string, (desk: Desk, id: string) => Promise<unknown>])[] = [
    ["approved", (desk, id) => desk.service.breakGlass(id, "approve", byAdmin())],
    ["rejected", (desk, id) => desk.service.breakGlass(id, "reject", byAdmin())],
    ["cancelled", (desk, id) => desk.service.cancel(id, ACTOR)],
    ["cancelled", (desk, id) => desk.ask({ supersedes: id })],
    [
      "expired",
      (desk) => {
        desk.clock.advance(3_601);
        return desk.service.tickDue();
      },
    ],
  ];

  test.each(ENDS)("once when the approval is %s", async (status, end) => {
    const desk = openDesk();
    const id = await desk.ask();
    expect(await desk.owed(id)).toEqual([]);
    await end(desk, id);
    expect(await desk.owed(id)).toMatchObject([
      { type: `approval.${status}`, url: URL_ASKED, state: "pending", attempts: 0 },
    ]);
  });

  test("to the request's own URL and to each endpoint that wants to know, and to no other", async () => {
    const desk = openDesk();
    const add = (id: string, types?: readonly ["approval.expired" | "approval.cancelled"]) =>
      desk.storage.webhooks.insertEndpoint(
        { id, url: `https://${id.replace("_", "-")}.example.com/`, types, createdAt: desk.clock.now() },
        "whsec_x",
        { at: desk.clock.now(), actor: ACTOR },
      );
    await add("whk_all");
    await add("whk_cancelled", ["approval.cancelled"]);
    await add("whk_expired", ["approval.expired"]);
    await add("whk_disabled");
    await desk.storage.webhooks.setDisabled("whk_disabled", "gone", { at: desk.clock.now(), actor: ACTOR });
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    const told = (await desk.owed(id)).map(({ endpointId }) => endpointId ?? "request");
    expect(told.toSorted()).toEqual(["request", "whk_all", "whk_cancelled"]);
    expect(new Set((await desk.take()).map(({ key }) => key)).size).toBe(3);
  });

  test("in the commit of the end: the process that opens the database next delivers it by the same id", async () => {
    const dataDir = tempDir();
    const desk = openDesk(dataDir);
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    const [owed] = await desk.owed(id);
    const leased = await takeOne(desk);
    desk.close();

    const next = openDesk(dataDir);
    await next.storage.outbox.releaseAll(new Date());
    expect(await takeOne(next)).toMatchObject({ key: leased.key, subject: id, attempt: 2 });
    expect(leased.key).toBe(owed?.id ?? "");
  });

  test("apart from the cards: neither queue gives out what is the other's", async () => {
    const desk = openDesk();
    await desk.ask();
    await desk.service.cancel(await desk.ask(), ACTOR);
    const cards = await desk.storage.outbox.lease(desk.clock.now(), desk.clock.in(60), 10);
    const webhooks = await desk.take();
    expect(new Set(cards.map(({ kind }) => kind))).toEqual(new Set(["card.send"]));
    expect(webhooks.map(({ kind }) => kind)).toEqual(["webhook.deliver"]);
  });
});

describe("a delivery", () => {
  test("that failed comes again when it was said to, with what went wrong", async () => {
    const desk = openDesk();
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    await desk.settle(await takeOne(desk), { kind: "retry", error: "status_500", status: 500 }, 5);
    expect(await desk.take()).toEqual([]);
    expect(await desk.owed(id)).toMatchObject([
      { state: "pending", attempts: 1, lastStatus: 500, lastError: "status_500", nextAt: desk.clock.in(5) },
    ]);
    desk.clock.advance(5);
    expect(await takeOne(desk)).toMatchObject({ attempt: 2 });
  });

  test("keeps the first body that was made for it", async () => {
    const desk = openDesk();
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    const { key } = await takeOne(desk);
    expect(await desk.storage.webhooks.freezeBody(key, "first")).toBe("first");
    expect(await desk.storage.webhooks.freezeBody(key, "second")).toBe("first");
  });

  test("that is over is owed no more, until it is replayed from its first attempt on", async () => {
    const desk = openDesk();
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    const job = await takeOne(desk);
    const act = { at: desk.clock.now(), actor: ACTOR };
    expect(await desk.storage.webhooks.replay(job.key, act)).toBe("pending");
    await desk.settle(job, { kind: "failed", error: "status_500", status: 500 });
    expect(await desk.take()).toEqual([]);
    expect(await desk.owed(id)).toMatchObject([{ state: "failed", nextAt: undefined }]);
    expect(await desk.storage.webhooks.replay(job.key, act)).toBe("replayed");
    expect(await takeOne(desk)).toMatchObject({ key: job.key, attempt: 1 });
    expect(await desk.storage.webhooks.replay("whd_none", act)).toBe("not_found");
  });

  test("stands in the history of its approval when it is over", async () => {
    const desk = openDesk();
    const id = await desk.ask();
    await desk.service.cancel(id, ACTOR);
    const job = await takeOne(desk);
    await desk.settle(job, { kind: "delivered", status: 204 });
    const history = await desk.service.history(id);
    expect(history.at(-1)).toMatchObject({
      type: "webhook.delivered",
      details: { delivery: job.key, status: 204 },
    });
  });
});

describe("a secret", () => {
  test("signs on for its time after a rotation; the one before that does not", async () => {
    const desk = openDesk();
    const { webhooks } = desk.storage;
    const act = { at: desk.clock.now(), actor: ACTOR };
    const endpoint = { id: "whk_1", url: "https://hooks.example.com/", createdAt: desk.clock.now() };
    await webhooks.insertEndpoint(endpoint, "whsec_1", act);
    await webhooks.rotateSecret("whk_1", "whsec_2", desk.clock.in(60), act);
    await webhooks.rotateSecret("whk_1", "whsec_3", desk.clock.in(90), act);
    await desk.service.cancel(await desk.ask({}), ACTOR);
    const due = await webhooks.findDue((await takeOne(desk)).key);
    expect(due?.secrets).toEqual([
      { secret: "whsec_3", until: undefined },
      { secret: "whsec_2", until: desk.clock.in(90) },
    ]);
  });
});

function byAdmin() {
  return { actor: ACTOR, name: "admin", reason: "night shift" };
}
