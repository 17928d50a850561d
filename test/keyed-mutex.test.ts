import { describe, expect, test } from "bun:test";

import { KeyedMutex } from "../src/keyed-mutex.ts";

/** A task that ends when it is told to, and says when it began. */
function byHand(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const task = (): Promise<string> => {
    log.push(name);
    return promise;
  };
  return { task, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("tasks with one key", () => {
  test("run one after another, in the order of the calls", async () => {
    const mutex = new KeyedMutex();
    const begun: string[] = [];
    const [first, second, third] = [byHand(begun, "1"), byHand(begun, "2"), byHand(begun, "3")];
    const results = [first, second, third].map(({ task }) => mutex.run("a", task));
    third.end();
    second.end();
    await turn();
    expect(begun).toEqual(["1"]);
    first.end();
    expect(await Promise.all(results)).toEqual(["1", "2", "3"]);
    expect(begun).toEqual(["1", "2", "3"]);
  });

  test("go on after one that fails, which tells its own caller only", async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const rejected = byHand(log, "rejects");
    const results = Promise.allSettled([
      mutex.run("a", rejected.task),
      mutex.run("a", () => {
        throw new Error("throws");
      }),
      mutex.run("a", () => "fine"),
    ]);
    rejected.fail();
    expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(await mutex.run("a", () => "later")).toBe("later");
  });

  test("wait for one that was called from inside of another only after that", async () => {
    const mutex = new KeyedMutex();
    const order: string[] = [];
    let inner: Promise<unknown> = Promise.resolve();
    await mutex.run("a", () => {
      inner = mutex.run("a", () => order.push("inner"));
      order.push("outer");
    });
    await inner;
    expect(order).toEqual(["outer", "inner"]);
  });
});

describe("tasks with different keys", () => {
  test("do not wait for each other", async () => {
    const mutex = new KeyedMutex();
    const slow = byHand([], "slow");
    const waiting = mutex.run("a", slow.task);
    expect(await mutex.run("b", () => "quick")).toBe("quick");
    slow.end();
    expect(await waiting).toBe("slow");
  });
});

describe("a key", () => {
  test("is kept while something runs or waits, and no longer, even where that fails", async () => {
    const mutex = new KeyedMutex();
    const hand = byHand([], "a");
    const results = Promise.allSettled([
      mutex.run("a", hand.task),
      mutex.run("a", () => Promise.reject(new Error("fails"))),
      mutex.run("b", () => 1),
    ]);
    expect(mutex.size).toBe(2);
    await turn();
    expect(mutex.size).toBe(1);
    hand.end();
    await results;
    await turn();
    expect(mutex.size).toBe(0);
  });

  test("that comes again while its last task ends is not lost", async () => {
    const mutex = new KeyedMutex();
    const begun: string[] = [];
    const later = byHand(begun, "later");
    let again: Promise<unknown> = Promise.resolve();
    await mutex
      .run("a", () => "first")
      .then(() => {
        again = mutex.run("a", later.task);
      });
    await turn();
    const third = mutex.run("a", () => begun.push("third"));
    await turn();
    expect(begun).toEqual(["later"]);
    later.end();
    await Promise.all([again, third]);
    expect(begun).toEqual(["later", "third"]);
  });
});
