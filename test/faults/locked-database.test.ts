import { expect, test } from "bun:test";
import { join } from "node:path";

import { aBody, ADA, GRACE, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { isAcknowledged } from "./is-acknowledged.ts";

const HOLD = [process.execPath, join(import.meta.dir, "hold-database.ts")];

/** The longest that nothing else could run in this process, in milliseconds, until it is stopped. */
function watchEventLoop(): { stop(): number } {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

async function status(world: World): Promise<number> {
  return (await fetch(`${world.url}/readyz`)).status;
}

test("A database that another process holds: each click is told in time to try again, and later counts", async () => {
  await using world = await openWorld();
  const { id } = await world.client.create(aBody());
  const card = await world.card();
  await using other = startProgram([...HOLD, join(world.dataDir, "countersign.db")]);
  await other.find(/held/);
  const loop = watchEventLoop();
  const refused = await Promise.all([ADA, GRACE, ADA, GRACE].map((who) => world.press(card, who)));
  for (const { toast, took_ms } of refused) {
    expect(toast?.content).toBe("Not recorded. Please try again.");
    expect(took_ms).toBeLessThan(3_000);
  }
  const asked = await fetch(`${world.url}/v1/approvals`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(aBody()),
  });
  expect([asked.status, await asked.json()]).toMatchObject([503, { code: "not_recorded" }]);
  expect(await status(world)).toBe(503);
  expect((await world.client.find(id)).status).toBe("pending");
  // A quarter of a second is what a commit waits, and all that wait for it wait together: one by one it would be a second.
  expect(loop.stop()).toBeLessThan(750);

  other.signal("SIGKILL");
  await other.ended;
  expect(isAcknowledged(await world.press(card, ADA))).toBe(true);
  await until("it is ready", async () => (await status(world)) === 200);
  expect(await world.client.find(id)).toMatchObject({
    status: "approved",
    decisions: [{ by: { open_id: ADA } }],
  });
  await world.card(({ template }) => template === "green");
});

test("A server that is started on a database that another process holds says so in a line, and what to do", async () => {
  await using world = await openWorld();
  await world.stopServer();
  await using other = startProgram([...HOLD, join(world.dataDir, "countersign.db")]);
  await other.find(/held/);
  await using program = startProgram([...FROM_SOURCE, "serve"], { env: world.env });
  expect(await program.ended).toBe(1);
  const [line, hint, ...rest] = program.err().split("\n");
  expect(line).toMatch(/^countersign: cannot use .*countersign\.db as uid \d+: database is locked$/);
  expect([hint?.includes("another program"), rest]).toEqual([true, [""]]);
});
