import { describe, expect, test } from "bun:test";

import { signedClick } from "../bench/signed-click.ts";
import { burst } from "./burst.ts";
import { type Crowd, gather } from "./crowd.ts";
import { serveClicks, type ServedClicks } from "./serve-clicks.ts";

/** Milliseconds after which a silent connection is surely closed: ten seconds, looked at every four. */
const SILENCE = 16_000;
/** A card shows a fault when its click is not answered within three seconds. */
const LARKS_PATIENCE = 3_000;

/** Presses the card of the next approval, as Lark does. */
async function press({ url, pending, approved }: ServedClicks, nth: number): Promise<void> {
  const one = pending[nth];
  if (one === undefined) throw new Error("no card is left");
  const started = performance.now();
  const { acknowledged } = await burst(url, [signedClick(one, new URL(url).host)], 1);
  expect([acknowledged.size, approved().has(one.approvalId)]).toEqual([1, true]);
  expect(performance.now() - started).toBeLessThan(LARKS_PATIENCE);
}

/** Milliseconds until all of them were hung up on. */
async function closed(crowd: Crowd): Promise<number> {
  const started = performance.now();
  while (crowd.open() > 0 && performance.now() - started < SILENCE) await Bun.sleep(20);
  return performance.now() - started;
}

function post(path: string, headers: string, body = ""): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;
}

describe("a crowd", () => {
  test("of ten thousand idle connections costs little memory, holds up no click, and is closed in time", async () => {
    await using served = await serveClicks(2);
    await press(served, 0);
    const before = served.residentMiB();
    using crowd = await gather(served.url, 10_000);
    // A file for each, or as many fewer as the system still keeps in its queue.
    expect(crowd.open()).toBe(10_000);
    await press(served, 1);
    expect(served.residentMiB() - before).toBeLessThan(64);
    expect(await closed(crowd)).toBeLessThan(SILENCE);
    expect(served.program().out()).not.toContain('"level":"error"');
  }, 40_000);

  test("that sends its headers or its bodies drop by drop keeps no connection open, and holds up no click", async () => {
    await using served = await serveClicks(2);
    const words = [
      "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
      post("/lark/callback", "Content-Length: 1000"),
      post("/v1/approvals", "Content-Length: 1000"),
      post("/nothing", "Content-Length: 1000"),
    ];
    const crowds = await Promise.all(words.map((first) => gather(served.url, 250, first)));
    const drops = setInterval(() => {
      for (const crowd of crowds) crowd.say("x");
    }, 500);
    await press(served, 0);
    const times = await Promise.all(crowds.map(closed));
    clearInterval(drops);
    expect(Math.max(...times)).toBeLessThan(SILENCE);
    await press(served, 1);
    expect(served.program().out()).not.toContain('"level":"error"');
  }, 40_000);

  test.each([
    [
      "callbacks as large as they may be",
      post("/lark/callback", "Content-Length: 65536", "x".repeat(65_000)),
      100,
    ],
    ["callbacks larger than that", post("/lark/callback", "Content-Length: 262144", "x".repeat(262_000)), 32],
    ["requests without a token", post("/v1/approvals", "Content-Length: 262144", "x".repeat(262_000)), 32],
    ["images without a token", post("/v1/signatures", "Content-Length: 11000000", "x".repeat(500_000)), 32],
  ])(
    "of a thousand that send half of %s, and then nothing, costs no more memory than that",
    async (_, words, most) => {
      await using served = await serveClicks(1);
      const before = served.residentMiB();
      using crowd = await gather(served.url, 1_000, words);
      await press(served, 0);
      expect(served.residentMiB() - before).toBeLessThan(most);
      expect(await closed(crowd)).toBeLessThan(SILENCE);
      expect(served.program().out()).not.toContain('"level":"error"');
    },
    40_000,
  );
});
