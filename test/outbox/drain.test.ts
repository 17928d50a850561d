import { describe, expect, test, vi } from "bun:test";

import type { Outbox } from "../../src/outbox/outbox.ts";
import { after, clickedOnItsWay, newApproval, save, TOKEN } from "../storage/engine.ts";
import { byHand, DELIVERED, openEngine, owe, pass, start, stopTime } from "./started-drain.ts";

stopTime();

describe("the drain", () => {
  test("carries out what is owed when it starts", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1", "apr_2", "apr_3", "apr_4", "apr_5");
    const { settled } = start(engine, async () => DELIVERED);
    await pass(0.1);
    expect(settled.map(([{ key }]) => key)).toHaveLength(5);
    expect(await engine.outbox.nextDue()).toBeUndefined();
  });

  test("carries out at once what it is woken for", async () => {
    const engine = openEngine();
    const { drain, settled } = start(engine, async () => DELIVERED);
    await pass(1);
    await owe(engine, "apr_1");
    drain.wake(new Date());
    await pass(0.1);
    expect(settled).toHaveLength(1);
  });

  test("carries out at its time, and not before, what it is woken for ahead of it", async () => {
    const engine = openEngine();
    const { drain, settled } = start(engine, async () => DELIVERED);
    await pass(1);
    await save(engine.approvals, newApproval("apr_1", { createdAt: after(3) }), TOKEN);
    drain.wake(after(3));
    await pass(1.8);
    expect(settled).toEqual([]);
    await pass(0.3);
    expect(settled).toHaveLength(1);
  });

  test("finds within seconds what nobody woke it for", async () => {
    const engine = openEngine();
    const { settled } = start(engine, async () => DELIVERED);
    await pass(1);
    await owe(engine, "apr_1");
    await pass(5);
    expect(settled).toHaveLength(1);
  });

  test("is not put off by a later wake", async () => {
    const engine = openEngine();
    const { drain, settled } = start(engine, async () => DELIVERED);
    await pass(1);
    await owe(engine, "apr_1");
    drain.wake(new Date());
    drain.wake(after(3_600));
    await pass(0.1);
    expect(settled).toHaveLength(1);
  });

  test("has so many under way at once, and the next as soon as one is done", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1", "apr_2", "apr_3", "apr_4", "apr_5");
    const { deliver, underWay, end, begun } = byHand();
    start(engine, deliver);
    await pass(1);
    expect([...underWay.keys()]).toEqual(["crd_apr_1", "crd_apr_2", "crd_apr_3"]);
    await end("crd_apr_2");
    await pass(0);
    expect(begun.map(({ key }) => key)).toEqual(["crd_apr_1", "crd_apr_2", "crd_apr_3", "crd_apr_4"]);
    for (const key of ["crd_apr_1", "crd_apr_3", "crd_apr_4", "crd_apr_5"]) {
      await end(key);
      await pass(0);
    }
    expect(await engine.outbox.nextDue()).toBeUndefined();
  });

  test("carries out at once what a job leaves to be done, also where it is taken while that job's end is being told", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    let looks = 0;
    const lookedAgain = Promise.withResolvers<void>();
    const outbox: Outbox = {
      ...engine.outbox,
      async lease(...args) {
        const jobs = await engine.outbox.lease(...args);
        if ((looks += 1) === 2) lookedAgain.resolve();
        return jobs;
      },
      async settle(...args) {
        await engine.outbox.settle(...args);
        drain.wake(new Date());
        await lookedAgain.promise;
      },
    };
    // Sent, and behind already: an update is owed.
    const receipt = { messageId: "om_1", chatId: "oc_1", shownRevision: 0 };
    const { drain, settled } = start(engine, async () => ({ kind: "delivered", receipt }), { outbox });
    await pass(1);
    expect(settled.map(([{ kind }]) => kind)).toEqual(["card.send", "card.update"]);
  });

  test("does not look again and again for what has to wait", async () => {
    const engine = openEngine();
    const send = await clickedOnItsWay(engine);
    await engine.outbox.settle(send, { kind: "retry", error: "timeout" }, after(1), after(30));
    let looks = 0;
    const lease: typeof engine.outbox.lease = (...args) => {
      looks += 1;
      return engine.outbox.lease(...args);
    };
    start(engine, async () => DELIVERED, { outbox: { ...engine.outbox, lease } });
    await pass(20);
    expect(looks).toBeWithin(4, 7);
  });
});

describe("stopping", () => {
  test("waits for what is under way, which is settled, and takes no more", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1", "apr_2");
    const { deliver, begun, end } = byHand();
    const { drain, settled } = start(engine, deliver, { concurrency: 1 });
    await pass(0.1);
    let stopped = false;
    const stop = drain.stop().then(() => (stopped = true));
    await pass(1);
    expect(stopped).toBe(false);
    await end("crd_apr_1");
    await stop;
    expect(settled.map(([{ key }]) => key)).toEqual(["crd_apr_1"]);
    drain.wake(new Date());
    await pass(20);
    expect(begun).toHaveLength(1);
    expect(await engine.outbox.nextDue()).toEqual(after(0));
  });

  test("leaves no timer behind", async () => {
    const { drain } = start(openEngine(), async () => DELIVERED);
    await pass(1);
    expect(vi.getTimerCount()).toBe(1);
    await drain.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
