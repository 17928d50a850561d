import { describe, expect, onTestFinished, test } from "bun:test";

import * as fc from "fast-check";

import type { Inbox } from "../../src/callback/inbox.ts";
import type { Job } from "../../src/outbox/job.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { createSqliteInbox } from "../../src/storage/sqlite/inbox.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import { aSeal, openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after } from "./engine.ts";

function event(eventId: string): CallbackEvent {
  return { kind: "event", eventType: "im.chat.updated_v1", eventId, payload: { n: eventId } };
}

function openDisk(): Inbox {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  return storage.inbox;
}

function openMemory(): Inbox {
  const db = openMemoryDatabase();
  onTestFinished(() => db.close());
  return createSqliteInbox(db, new WriteQueue(db), aSeal());
}

async function leaseOne(inbox: Inbox, seconds: number): Promise<Job> {
  const [job, ...others] = await inbox.lease(after(seconds), after(seconds + 60), 10);
  if (job === undefined || others.length > 0) throw new Error("one job was expected");
  return job;
}

describe.each([
  ["SQLite on disk", openDisk],
  ["SQLite in memory", openMemory],
])("an event in the inbox, in %s,", (_, open) => {
  test("is taken once, and read as it came until it is settled", async () => {
    const inbox = open();
    expect(await inbox.take("ev_1", event("ev_1"), after(0))).toBe(true);
    expect(await inbox.take("ev_1", event("ev_1"), after(1))).toBe(false);
    expect(await inbox.read("ev_1")).toEqual(event("ev_1"));
    const job = await leaseOne(inbox, 1);
    expect(job).toMatchObject({ kind: "event.handle", key: "ev_1", attempt: 1 });
    await inbox.settle(job, { kind: "delivered" }, after(2), after(2));
    expect(await inbox.read("ev_1")).toBeUndefined();
    expect(await inbox.take("ev_1", event("ev_1"), after(3))).toBe(false);
    expect(await inbox.lease(after(99), after(100), 10)).toEqual([]);
  });

  test("that its taker handles is nobody else's until its time is over", async () => {
    const inbox = open();
    await inbox.take("ev_1", event("ev_1"), after(0), after(60));
    expect(await inbox.lease(after(59), after(100), 10)).toEqual([]);
    expect(await inbox.nextDue()).toBeUndefined();
    expect(await inbox.lease(after(60), after(100), 10)).toMatchObject([{ attempt: 2 }]);
  });

  test("is given again at once when the server starts anew", async () => {
    const inbox = open();
    await inbox.take("ev_1", event("ev_1"), after(0), after(60));
    await inbox.releaseAll();
    expect(await leaseOne(inbox, 1)).toMatchObject({ key: "ev_1" });
  });

  test("that failed is due when it is to be tried again, and no sooner", async () => {
    const inbox = open();
    await inbox.take("ev_1", event("ev_1"), after(0));
    const job = await leaseOne(inbox, 0);
    await inbox.settle(job, { kind: "retry", error: "handler_failed" }, after(1), after(30));
    expect(await inbox.nextDue()).toEqual(after(30));
    expect(await inbox.lease(after(29), after(100), 10)).toEqual([]);
    expect(await inbox.lease(after(30), after(100), 10)).toMatchObject([{ attempt: 2 }]);
  });

  test("is forgotten once it was settled long ago, and may then be taken anew; one that was not is not", async () => {
    const inbox = open();
    await inbox.take("ev_1", event("ev_1"), after(0));
    await inbox.settle(await leaseOne(inbox, 0), { kind: "failed", error: "x" }, after(5), after(5));
    await inbox.take("ev_2", event("ev_2"), after(0));
    expect(await inbox.forget(after(5))).toBe(0);
    expect(await inbox.forget(after(6))).toBe(1);
    expect(await inbox.take("ev_1", event("ev_1"), after(7))).toBe(true);
    expect(await inbox.take("ev_2", event("ev_2"), after(7))).toBe(false);
  });

  test("is forgotten in small steps, however many there are", async () => {
    const inbox = open();
    const keys = Array.from({ length: 450 }, (_, n) => `ev_${n}`);
    await Promise.all(keys.map((key) => inbox.take(key, event(key), after(0))));
    const jobs = await inbox.lease(after(0), after(1), keys.length);
    await Promise.all(
      jobs.map((job) => inbox.settle(job, { kind: "failed", error: "x" }, after(5), after(5))),
    );
    const forgotten = [await inbox.forget(after(6))];
    while (forgotten.at(-1) !== 0) forgotten.push(await inbox.forget(after(6)));
    expect(forgotten).toEqual([200, 200, 50, 0]);
  });
});

test("what was taken is handled at least once, and while its settling is known once only, whatever restarts between", async () => {
  type Step = { readonly take: number } | "handle" | "restart";
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ take: fc.nat({ max: 5 }) }),
    fc.constant("handle"),
    fc.constant("restart"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const dataDir = tempDir();
      let storage = openStorage(dataDir);
      const taken = new Set<string>();
      const handled: string[] = [];
      const handleAll = async (): Promise<void> => {
        for (const job of await storage.inbox.lease(after(1), after(60), 100)) {
          handled.push(job.key);
          await storage.inbox.settle(job, { kind: "delivered" }, after(1), after(1));
        }
      };
      for (const next of steps) {
        if (next === "handle") await handleAll();
        else if (next === "restart") {
          // Held by a process that is no more.
          await storage.inbox.lease(after(1), after(60), 2);
          storage.close();
          storage = openStorage(dataDir);
          await storage.inbox.releaseAll();
        } else {
          const key = `ev_${next.take}`;
          expect(await storage.inbox.take(key, event(key), after(0))).toBe(!taken.has(key));
          taken.add(key);
        }
      }
      await handleAll();
      storage.close();
      expect(handled.toSorted()).toEqual([...taken].toSorted());
    }),
    { numRuns: 25 },
  );
});

test("what waits for its handler is counted with what else is owed, and what was handled is not", async () => {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  const { inbox, outbox } = storage;
  for (const id of ["ev_1", "ev_2"]) await inbox.take(id, event(id), after(1));
  const [job] = await inbox.lease(after(2), after(60), 1);
  if (job === undefined) throw new Error("one job was expected");
  const kind = "event.handle" as const;
  expect(await outbox.count(after(3))).toEqual([
    { kind, state: "due", count: 1, oldestDueAt: after(1) },
    { kind, state: "leased", count: 1, oldestDueAt: after(1) },
  ]);
  await inbox.settle(job, { kind: "delivered" }, after(4), after(4));
  expect(await outbox.count(after(5))).toMatchObject([{ state: "due", count: 1 }]);
});
