import { describe, expect, test } from "bun:test";

import { verifyAudit } from "../../src/audit/verify-audit.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { openAuditReader } from "../../src/storage/sqlite/audit-reader.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { aBody, ADA, openWorld, until, type World } from "../e2e/open-world.ts";
import { openStorage } from "../support/open-storage.ts";
import { LOOPBACK, SECRET, startReceiver } from "../webhook/receiver.ts";
import { isAcknowledged } from "./is-acknowledged.ts";
import { SetClock } from "./set-clock.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const JUMPS: readonly (readonly [string, number])[] = [
  ["an hour ahead", HOUR],
  ["an hour back", -HOUR],
  ["a day ahead", DAY],
  ["a day back", -DAY],
];

/** A storage that counts how often it is asked for jobs. */
function counting(asked: { times: number }) {
  return (dataDir: string): Storage => {
    const storage = openStorage(dataDir);
    const lease: Storage["outbox"]["lease"] = (...now) => {
      asked.times += 1;
      return storage.outbox.lease(...now);
    };
    return { ...storage, outbox: { ...storage.outbox, lease } };
  };
}

/** A world in which Lark's clock is right, or is set together with the server's. */
async function openSetWorld(isLarkSet = true) {
  const clock = new SetClock();
  const asked = { times: 0 };
  const receiver = startReceiver();
  const world = await openWorld(
    { ...(isLarkSet && { clock: clock.now }), rateLimits: "off" },
    { clock: clock.now, open: counting(asked) },
    { COUNTERSIGN_WEBHOOK_SECRET: SECRET, COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK, LARK_RATE: "0" },
  );
  return { clock, asked, receiver, world };
}

async function ask(
  world: World,
  about: Parameters<typeof aBody>[0],
): Promise<{ id: string; card: SandboxMessage }> {
  const { id } = await world.client.create(aBody({ expires_in: WEEK, ...about }));
  const card = await world.card(({ title }) => title === about?.["title"]);
  await until("the card is known", async () => (await world.client.find(id)).cards[0]?.state === "sent");
  return { id, card };
}

function isGreen(
  { title, template }: { title: string; template?: string | undefined },
  wanted: string,
): boolean {
  return title === wanted && template === "green";
}

function typesIn({ dataDir }: World, id: string): readonly string[] {
  using reader = openAuditReader(dataDir);
  const rows = [...reader.rows()];
  expect(verifyAudit(rows).faults).toEqual([]);
  return rows.filter(({ subject }) => subject === id).map(({ type }) => type);
}

describe.each(JUMPS)("a clock that is set %s", (_, seconds) => {
  test("loses nothing, tells of each decision once, lets nothing wait, and is no reason to hurry", async () => {
    const { clock, asked, receiver, world } = await openSetWorld();
    await using _ = world;
    const webhook_url = receiver.url;
    const before = await ask(world, { title: "Before", webhook_url });
    const owed = await ask(world, { title: "Owed", webhook_url });
    world.sandbox.addFault({ on: "patch", status: 500, code: 2200, times: 1 });
    expect(isAcknowledged(await world.press(owed.card, ADA))).toBe(true);
    clock.set(seconds);
    expect(isAcknowledged(await world.press(before.card, ADA))).toBe(true);
    const after = await ask(world, { title: "After", webhook_url });
    expect(isAcknowledged(await world.press(after.card, ADA))).toBe(true);
    for (const title of ["Before", "Owed", "After"]) await world.card((card) => isGreen(card, title));
    await until("all receivers are told", () => receiver.received.length === 3);
    clock.set(-seconds);
    for (const { id } of [before, owed, after]) {
      expect((await world.client.find(id)).status).toBe("approved");
      expect(receiver.received.filter(({ body }) => body.includes(id))).toHaveLength(1);
      expect(typesIn(world, id).filter((type) => type === "decided")).toHaveLength(1);
    }
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
    asked.times = 0;
    await Bun.sleep(1_000);
    expect(asked.times).toBeLessThan(20);
  }, 40_000);
});

describe("a clock that goes ahead and comes back", () => {
  test("ends what had its time meanwhile, once, and that stays ended", async () => {
    const { clock, receiver, world } = await openSetWorld();
    await using _ = world;
    const { id, card } = await ask(world, { title: "Short", expires_in: HOUR, webhook_url: receiver.url });
    clock.set(DAY);
    await until("it is expired", async () => (await world.client.find(id)).status === "expired");
    await world.card(({ template }) => template === "grey");
    await until("its receiver is told", () => receiver.received.length === 1);
    clock.set(-DAY);
    // As it was shown before: a client that has not heard of the update.
    expect((await world.press(card, ADA)).toast?.content).toBe("This request has ended already.");
    clock.set(DAY);
    clock.set(-DAY);
    expect(await world.client.find(id)).toMatchObject({ status: "expired", decisions: [] });
    expect(typesIn(world, id).filter((type) => type === "expired")).toHaveLength(1);
  }, 40_000);

  test("reminds once of what it should have reminded of meanwhile", async () => {
    const { clock, world } = await openSetWorld();
    await using _ = world;
    const { id, card } = await ask(world, { title: "Remind", remind: { after: HOUR } });
    const replies = () =>
      world.sandbox.view().messages.filter(({ parent_id }) => parent_id === card.message_id);
    clock.set(DAY);
    await until("a reminder", () => replies().length === 1);
    clock.set(-DAY);
    clock.set(DAY);
    const other = await ask(world, { title: "Another" });
    expect(isAcknowledged(await world.press(other.card, ADA))).toBe(true);
    await world.card((shown) => isGreen(shown, "Another"));
    expect(replies()).toHaveLength(1);
    expect(typesIn(world, id).filter((type) => type === "reminded")).toHaveLength(1);
  }, 40_000);
});

test.each([HOUR, -HOUR])(
  "A server whose clock is %i s from Lark's takes no click, and takes them again once it is right",
  async (seconds) => {
    const { clock, world } = await openSetWorld(false);
    await using _ = world;
    const { id, card } = await ask(world, { title: "Signed" });
    clock.set(seconds);
    expect(isAcknowledged(await world.press(card, ADA))).toBe(false);
    expect((await world.client.find(id)).status).toBe("pending");
    clock.set(-seconds);
    expect(isAcknowledged(await world.press(card, ADA))).toBe(true);
    expect((await world.client.find(id)).status).toBe("approved");
  },
);
