import { describe, expect, test } from "bun:test";

import { signedClick } from "../bench/signed-click.ts";
import { burst } from "./burst.ts";
import { gather } from "./crowd.ts";
import { serveClicks } from "./serve-clicks.ts";

const CLIENTS = 300;

/** A client each, that hangs up in the same moment in which it has said so much of its click. */
async function sendAndGo(url: string, words: readonly string[]): Promise<void> {
  const crowds = await Promise.all(words.map((said) => gather(url, 1, said)));
  for (const crowd of crowds) crowd.leave();
}

describe("a client that is gone", () => {
  test("before its click is whole has decided nothing; after that it may have, and is told so when it comes again", async () => {
    await using served = await serveClicks(2 * CLIENTS);
    const { url, pending } = served;
    const clicks = pending.map((one) => signedClick(one, new URL(url).host));
    const [half, whole] = [clicks.slice(0, CLIENTS), clicks.slice(CLIENTS)];
    const words = [...half.map((click) => click.subarray(0, -1)), ...whole];
    await sendAndGo(
      url,
      words.map((said) => said.toString("latin1")),
    );
    // The same events again, as Lark delivers them that did not hear an answer.
    const { acknowledged, cut, others } = await burst(url, whole, 8);
    expect([acknowledged.size, cut, others]).toEqual([CLIENTS, [], []]);
    expect(served.approved()).toEqual(new Set(pending.slice(CLIENTS).map(({ approvalId }) => approvalId)));
    expect(served.program().out()).not.toContain('"level":"error"');
  }, 30_000);

  test("is answered 413 before that, where it sends three megabytes in chunks", async () => {
    await using served = await serveClicks(0);
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const head = "POST /lark/callback HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    using crowd = await gather(served.url, 1, head);
    for (let sent = 0; sent < 48 && crowd.open() > 0; sent += 1) {
      crowd.say(chunk);
      await Bun.sleep(1);
    }
    while (crowd.open() > 0) await Bun.sleep(5);
    expect(crowd.heard()[0]).toStartWith("HTTP/1.1 413 ");
    expect(served.program().out()).not.toContain('"level":"error"');
  }, 30_000);
});
