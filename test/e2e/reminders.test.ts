import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { TestClock } from "../support/test-clock.ts";
import { aBody, ADA, GRACE, openWorld, until, type World } from "./open-world.ts";

// A clock that jumps is noticed by the outbox within five seconds.
setDefaultTimeout(30_000);

/** A world whose server has its own clock, and a request that reminds after a minute. */
async function anUnanswered(about: Parameters<typeof aBody>[0] = {}) {
  const clock = new TestClock();
  const world = await openWorld({ clock: clock.now }, { clock: clock.now });
  const { id } = await world.client.create(aBody({ remind: { after: 60 }, expires_in: 86_400, ...about }));
  const card = await world.card();
  await until("the card is known", async () => (await world.client.find(id)).cards[0]?.state === "sent");
  return { world, clock, id, card };
}

function repliesTo({ message_id }: SandboxMessage, { sandbox }: World): readonly SandboxMessage[] {
  return sandbox.view().messages.filter(({ parent_id }) => parent_id === message_id);
}

/** What keeps the reminders that are owed, as the outbox has it. */
function reasons({ dataDir }: World): readonly unknown[] {
  using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
  return db.query("select last_error from outbox where kind = 'card.remind'").values().flat();
}

describe("a reminder", () => {
  test("is a reply in the card's thread that calls those who have not answered", async () => {
    const { world, clock, card } = await anUnanswered({ policy: { approve: 2 } });
    await using _ = world;
    await world.press(card, ADA);
    clock.advance(60);
    await until("a reminder", () => repliesTo(card, world).length === 1);
    const [reply] = repliesTo(card, world);
    expect(reply).toMatchObject({ chat_id: card.chat_id, msg_type: "text", thread_id: expect.any(String) });
    const text = JSON.stringify(reply?.content).replaceAll('\\"', '"');
    expect(text).toContain(`<at user_id="${GRACE}"></at>`);
    expect(text).not.toContain(ADA);
    expect(text).toContain("waiting for an answer");
    expect(text).toContain("等待审批");
  });

  test("does not come once it is decided", async () => {
    const { world, clock, id, card } = await anUnanswered();
    await using _ = world;
    await world.press(card, ADA);
    expect((await world.client.find(id)).status).toBe("approved");
    await world.client.create(aBody({ title: "Another", remind: { after: 60 }, expires_in: 86_400 }));
    const other = await world.card(({ title }) => title === "Another");
    await until("it is known", () => (clock.advance(1), repliesTo(other, world).length === 1));
    expect(repliesTo(card, world)).toEqual([]);
  });

  test("comes again after twice the time", async () => {
    const { world, clock, card } = await anUnanswered();
    await using _ = world;
    clock.advance(60);
    await until("the first", () => repliesTo(card, world).length === 1);
    clock.advance(120);
    await until("the second", () => repliesTo(card, world).length === 2);
  });

  test("waits for the end of quiet hours that began after it fell due, and that is no fault", async () => {
    // It is 9 o'clock. The road to Lark is closed when the reminder falls due, and open again in the quiet hours.
    const quiet_hours = { from: "09:05", to: "10:00", timezone: "UTC" };
    const { world, clock, id, card } = await anUnanswered({ quiet_hours });
    await using _ = world;
    world.sandbox.addFault({ on: "any", status: 503, times: 1_000 });
    clock.advance(61);
    await until("it met the fault", () => reasons(world).includes("lark_2200"));
    clock.advance(600);
    world.sandbox.clearFaults();
    await until("it was put off", () => reasons(world).includes("quiet_hours"));
    expect(repliesTo(card, world)).toEqual([]);
    expect((await world.client.find(id)).cards[0]).toMatchObject({ state: "sent", error: null });

    clock.advance(3_000);
    await until("a reminder", () => repliesTo(card, world).length === 1);
  });

  test("that is to be urgent rings for those who have not answered", async () => {
    const { world, clock, card } = await anUnanswered({ remind: { after: 60, by: "urgent" } });
    await using _ = world;
    clock.advance(60);
    await until("it rings", () => world.sandbox.message(card.message_id)?.urgent !== undefined);
    expect(world.sandbox.message(card.message_id)?.urgent).toEqual([ADA, GRACE]);
    expect(repliesTo(card, world)).toEqual([]);
  });
});
