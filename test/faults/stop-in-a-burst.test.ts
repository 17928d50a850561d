import { expect, test } from "bun:test";

import { signedClick } from "../bench/signed-click.ts";
import { burst } from "./burst.ts";
import { serveClicks } from "./serve-clicks.ts";

const CONNECTIONS = 64;
const BEFORE = 500;

test("told to stop in a burst of clicks, the server answers each that was sent, and has recorded each that it answered", async () => {
  await using served = await serveClicks(20_000);
  const { host } = new URL(served.url);
  const clicks = served.pending.map((one) => signedClick(one, host));
  const { acknowledged, cut, others } = await burst(served.url, clicks, CONNECTIONS, (answered) => {
    if (answered === BEFORE) served.program().signal("SIGTERM");
  });
  expect(await served.program().ended).toBe(0);
  expect([cut, others]).toEqual([[], []]);
  expect(acknowledged.size).toBeGreaterThanOrEqual(BEFORE);
  expect(acknowledged.size).toBeLessThan(clicks.length);
  expect(served.approved()).toEqual(
    new Set(served.pending.slice(0, acknowledged.size).map((one) => one.approvalId)),
  );
}, 30_000);
