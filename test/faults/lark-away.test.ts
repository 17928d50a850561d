import { expect, test } from "bun:test";

import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { readCard } from "../../src/cli/dev/card-state.ts";
import { openAuditReader } from "../../src/storage/sqlite/audit-reader.ts";
import { aBody, ADA, openWorld, until } from "../e2e/open-world.ts";
import { isAcknowledged } from "./is-acknowledged.ts";
import { SetClock } from "./set-clock.ts";

const REQUESTS = 5;
const PLENTY = 100_000;

test("Lark is away for an hour: requests are taken, clicks count, and when it is back each has one card, as its row stands", async () => {
  const clock = new SetClock();
  await using world = await openWorld({ rateLimits: "off" }, { clock: clock.now }, { LARK_RATE: "0" });
  const { sandbox, client } = world;
  const readiness = async () => {
    const response = await fetch(`${world.url}/readyz?verbose`);
    return {
      http: response.status,
      ...((await response.json()) as { code?: string; status?: string; message?: string }),
    };
  };
  const { id: pressed } = await client.create(aBody({ title: "Pressed", expires_in: 86_400 }));
  const card = await world.card();
  await until("the card is known", async () => (await client.find(pressed)).cards[0]?.state === "sent");

  sandbox.addFault({ on: "any", kind: "reset", times: PLENTY });
  const calls = (): number => PLENTY - (sandbox.view().faults[0]?.times ?? 0);
  const asked = await Promise.all(
    Array.from({ length: REQUESTS }, (_, n) =>
      client.create(aBody({ title: `Queued ${n}`, expires_in: 86_400 })),
    ),
  );
  expect(isAcknowledged(await world.press(card, ADA))).toBe(true);
  for (let minutes = 0; minutes < 60; minutes += 20) {
    const before = calls();
    clock.set(20 * 60);
    // Lark's clock is right: a signature from there is as old as the jump, so nobody presses now.
    await until("it is tried again", () => calls() > before);
  }
  // All that is owed, and a token for it, each time that it is looked at, and no more.
  expect(calls()).toBeLessThan(12 * (REQUESTS + 2));
  expect(await readiness()).toMatchObject({
    http: 503,
    code: "not_ready",
    message: "lark: lark_unreachable",
  });
  for (const { id } of asked)
    expect(await client.find(id)).toMatchObject({ status: "pending", cards: [{ state: "queued" }] });
  expect(await client.find(pressed)).toMatchObject({ status: "approved" });
  expect(sandbox.view().messages).toHaveLength(1);

  sandbox.clearFaults();
  // Longer than the longest wait between two attempts.
  clock.set(120);
  await until("all are sent", async () => {
    const found = await Promise.all(asked.map(({ id }) => client.find(id)));
    return found.every(({ cards }) => cards[0]?.state === "sent");
  });
  await world.card(({ title, template }) => title === "Pressed" && template === "green");
  const shown = sandbox.view().messages.map((message) => readCard(message));
  expect(shown.map((one) => `${one?.title} ${one?.template}`).toSorted()).toEqual(
    ["Pressed green", ...asked.map((_, n) => `Queued ${n} orange`)].toSorted(),
  );
  expect(await readiness()).toMatchObject({ http: 200, status: "ok" });
  using reader = openAuditReader(world.dataDir);
  expect(verifyAudit(reader.rows()).faults).toEqual([]);
}, 60_000);
