import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { aRequest } from "../support/a-request.ts";
import { ACTOR, click, codeOf, type Desk, HOUR, openDesk } from "./service-desk.ts";

describe("asking", () => {
  test("makes a pending approval with a card for each recipient, and wakes the outbox for them", async () => {
    const { service, clock, woken } = openDesk();
    const request = aRequest({ to: [{ chat_id: "oc_1" }, { open_id: "ou_ann" }] });
    const { approval, replayed } = await service.create(request, { expiresIn: HOUR, actor: ACTOR });
    expect(replayed).toBe(false);
    expect(approval).toMatchObject({ id: "apr_0001", request, status: "pending", revision: 1, votes: [] });
    expect(approval.cards.map(({ id, to, state }) => [id, to, state])).toEqual([
      ["crd_0002", { chat_id: "oc_1" }, "queued"],
      ["crd_0003", { open_id: "ou_ann" }, "queued"],
    ]);
    expect([approval.createdAt, approval.expiresAt]).toEqual([clock.now(), clock.in(HOUR)]);
    expect(woken).toEqual([clock.now()]);
    expect(await service.find("apr_0001")).toEqual(approval);
  });

  test("for what nobody could answer makes nothing", async () => {
    const { service, woken } = openDesk();
    const attempt = service.create(aRequest({ approvers: [] }), { expiresIn: HOUR, actor: ACTOR });
    expect(await codeOf(attempt)).toBe("no_approvers");
    expect(await service.list({ limit: 10 })).toEqual([]);
    expect(woken).toEqual([]);
  });

  test("again with the same key is answered the same, wakes nobody, and with another body is a conflict", async () => {
    const { service, woken } = openDesk();
    const key = { scope: "tok_1", key: "k", digest: "a" };
    const options = { expiresIn: HOUR, actor: ACTOR };
    const first = await service.create(aRequest(), { ...options, key });
    const again = await service.create(aRequest(), { ...options, key });
    expect(again).toEqual({ approval: first.approval, replayed: true });
    expect(woken).toHaveLength(1);
    const other = service.create(aRequest(), { ...options, key: { ...key, digest: "b" } });
    expect(await codeOf(other)).toBe("idempotency_conflict");
  });
});

describe("a click", () => {
  test("that counts is told of, and wakes the outbox for when the client has its answer", async () => {
    const { service, clock, woken, outcomes, ask } = openDesk();
    const commit = await service.click(click(await ask()));
    expect(commit).toMatchObject({ kind: "committed", outcome: { kind: "decided" } });
    expect(woken).toEqual([clock.in(0.3)]);
    expect(outcomes).toEqual([["decided", "person"]]);
  });

  test("that is refused is told of, and wakes nobody", async () => {
    const { service, woken, outcomes, ask } = openDesk();
    await service.click(click(await ask(), { operator: { open_id: "ou_eve" } }));
    expect([woken, outcomes]).toEqual([[], [["not_an_approver", "person"]]]);
  });

  test("that comes again is answered the same, told of once, and wakes nobody", async () => {
    const { service, woken, outcomes, ask } = openDesk();
    const same = click(await ask());
    const answers = await Promise.all([service.click(same), service.click(same), service.click(same)]);
    expect(answers.map((commit) => commit.kind === "committed" && commit.outcome.kind)).toEqual([
      "decided",
      "decided",
      "decided",
    ]);
    expect([woken.length, outcomes.length]).toEqual([1, 1]);
  });

  test("on nothing finds nothing", async () => {
    const { service, ask } = openDesk();
    expect(await service.click(click(await ask(), { approvalId: "apr_9" }))).toEqual({ kind: "not_found" });
  });

  test("from a message that we did not send is refused, even by an approver", async () => {
    const { service, ask } = openDesk();
    const approval = await ask();
    await service.click(click(approval, { eventId: "ev_0", operator: { open_id: "ou_eve" } }));
    const foreign = await service.click(click(approval, { chat_id: "oc_else" }));
    expect(foreign).toMatchObject({ outcome: { kind: "not_our_message" } });
    expect((await service.find(approval.id)).status).toBe("pending");
  });

  test("of two people at the same moment decides once, and the other is too late", async () => {
    const { service, outcomes, ask } = openDesk();
    const approval = await ask();
    const [one, two] = await Promise.all([
      service.click(click(approval)),
      service.click(click(approval, { eventId: "ev_2", action: "reject", operator: { open_id: "ou_ben" } })),
    ]);
    expect(one).toMatchObject({ outcome: { kind: "decided", approval: { status: "approved" } } });
    expect(two).toMatchObject({ outcome: { kind: "already_ended", approval: { status: "approved" } } });
    expect(outcomes.map(([kind]) => kind)).toEqual(["decided", "already_ended"]);
  });
});

describe("a click that the client answers late", () => {
  test("has its card painted once more, when the client undoes nothing any more", async () => {
    const { service, clock, outbox, ask } = openDesk();
    const approval = await ask({ to: [{ chat_id: "oc_1" }] });
    const [clicked] = [clock.now(), await service.click(click(approval))];
    const [send] = await outbox.lease(clock.in(61), clock.in(99), 9);
    if (send !== undefined) await outbox.settle(send, { kind: "delivered" }, clock.in(61), clock.in(61));
    const [update] = await outbox.lease(clock.in(61), clock.in(99), 9);
    if (update !== undefined) await outbox.settle(update, { kind: "delivered" }, clock.now(), clock.now());
    expect([send?.kind, update?.kind]).toEqual(["card.send", "card.update"]);
    expect(await outbox.nextDue()).toEqual(new Date(clicked.getTime() + 3_500));
  });
});

describe("cancelling", () => {
  test("ends it and repaints its cards at once", async () => {
    const { service, clock, woken, ask } = openDesk();
    const approval = await ask();
    clock.advance(60);
    const cancelled = await service.cancel(approval.id, ACTOR);
    expect([cancelled.status, cancelled.decidedAt]).toEqual(["cancelled", clock.now()]);
    expect(woken).toEqual([clock.now()]);
  });

  test.each<[string, (desk: Desk, approval: Approval) => Promise<unknown> | void, string]>([
    ["was decided", ({ service }, approval) => service.click(click(approval)), "approved"],
    ["was cancelled", ({ service }, { id }) => service.cancel(id, ACTOR), "cancelled"],
    ["has expired unnoticed", ({ clock }) => clock.advance(HOUR), "expired"],
  ])("is refused for one that %s, and says how it ended", async (_, end, status) => {
    const desk = openDesk();
    const approval = await desk.ask();
    await end(desk, approval);
    expect(await codeOf(desk.service.cancel(approval.id, ACTOR))).toBe("already_ended");
    expect<string>((await desk.service.find(approval.id)).status).toBe(status);
  });

  test("finds nothing under an unknown id", async () => {
    expect(await codeOf(openDesk().service.cancel("apr_9", ACTOR))).toBe("approval_not_found");
  });
});

describe("the clock", () => {
  test("ends what is overdue, and nothing else", async () => {
    const { service, clock, outcomes, ask } = openDesk();
    const [early, decided] = [await ask(), await ask()];
    await service.click(click(decided));
    clock.advance(1);
    const late = await ask();
    clock.advance(HOUR - 1);
    outcomes.length = 0;
    expect(await service.tickDue()).toBe(1);
    expect(outcomes).toEqual([["expired", "clock"]]);
    const states = await Promise.all([early, decided, late].map(({ id }) => service.find(id)));
    expect(states.map(({ status }) => status)).toEqual(["expired", "approved", "pending"]);
    expect(await service.tickDue()).toBe(0);
  });
});

describe("looking", () => {
  test("for what is not there says so", async () => {
    const { service } = openDesk();
    expect(await Promise.all([service.find("apr_9"), service.history("apr_9")].map(codeOf))).toEqual([
      "approval_not_found",
      "approval_not_found",
    ]);
  });
});
