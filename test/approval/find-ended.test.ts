import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { ACTOR, click, codeOf, type Desk, HOUR, openDesk } from "./service-desk.ts";

describe("waiting for the end", () => {
  test("is answered at once where it has come, however long one would wait", async () => {
    const { service, ask } = openDesk();
    const approval = await ask();
    await service.click(click(approval));
    expect((await service.findEnded(approval.id, 60_000)).status).toBe("approved");
  });

  test.each<[string, (desk: Desk, approval: Approval) => Promise<unknown>, string]>([
    ["a click", ({ service }, approval) => service.click(click(approval)), "approved"],
    ["a cancel", ({ service }, { id }) => service.cancel(id, ACTOR), "cancelled"],
    [
      "the clock",
      ({ service, clock }) => {
        clock.advance(HOUR);
        return service.tickDue();
      },
      "expired",
    ],
  ])("is answered as soon as %s ends it", async (_, end, status) => {
    const desk = openDesk();
    const approval = await desk.ask();
    const waits = [1, 2].map(() => desk.service.findEnded(approval.id, 60_000));
    await end(desk, approval);
    expect((await Promise.all(waits)).map((found) => found.status as string)).toEqual([status, status]);
  });

  test("is answered by an end that comes between the look and the wait", async () => {
    const meanwhile: (() => Promise<unknown>)[] = [];
    const desk = openDesk({
      disturb: (store) => ({
        ...store,
        async find(id) {
          const seen = await store.find(id);
          await meanwhile.pop()?.();
          return seen;
        },
      }),
    });
    const { id } = await desk.ask();
    meanwhile.push(() => desk.service.cancel(id, ACTOR));
    expect((await desk.service.findEnded(id, 60_000)).status).toBe("cancelled");
  });

  test("goes on through a vote that does not end it, and answers that at its own end", async () => {
    const { service, ask } = openDesk();
    const approval = await ask({ policy: { approve: 2, reject: 1 } });
    const wait = service.findEnded(approval.id, 30);
    await service.click(click(approval));
    const found = await wait;
    expect([found.status, found.votes.length]).toEqual(["pending", 1]);
  });

  test("ends when the one who waits is gone", async () => {
    const { service, ask } = openDesk();
    const gone = new AbortController();
    const wait = service.findEnded((await ask()).id, 60_000, gone.signal);
    gone.abort();
    expect((await wait).status).toBe("pending");
  });

  test("does not begin for what is not there", async () => {
    expect(await codeOf(openDesk().service.findEnded("apr_9", 60_000))).toBe("approval_not_found");
  });
});
