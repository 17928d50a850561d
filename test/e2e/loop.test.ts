import { describe, expect, test } from "bun:test";

import { readCard } from "../../src/cli/dev/card-state.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { aBody, ADA, GRACE, HUIYIN, openWorld, until, type World } from "./open-world.ts";

/** What people see of a card: its colour, and the labels of its buttons. */
function look(message: SandboxMessage) {
  const card = readCard(message);
  return { template: card?.template, buttons: card?.buttons.map(({ label }) => label) };
}

const PENDING = { template: "orange", buttons: ["Approve", "Reject"] };
const GREEN = { template: "green", buttons: [] };

/** Asks, and waits for the card. */
async function ask(world: World, about: Parameters<typeof aBody>[0] = {}) {
  const { id } = await world.client.create(aBody(about));
  return { id, card: await world.card() };
}

describe("the loop", () => {
  test("goes from a request to an orange card, a refused click, a counted one, and a green card", async () => {
    await using world = await openWorld();
    const { id, card } = await ask(world);
    expect(look(card)).toEqual(PENDING);

    const refused = await world.press(card, HUIYIN);
    expect(refused.toast).toMatchObject({
      type: "error",
      content: expect.stringContaining("Only the approvers"),
    });
    expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [] });

    const counted = await world.press(card, ADA);
    expect([counted.toast, counted.code]).toEqual([undefined, undefined]);
    const green = await world.card(({ template }) => template !== "orange");
    expect(look(green)).toEqual(GREEN);
    expect(green.message_id).toBe(card.message_id);
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ verdict: "approve", by: { open_id: ADA } }],
      cards: [{ state: "sent", message_id: card.message_id }],
    });
    expect(world.sandbox.view().messages).toHaveLength(1);
  });

  test("ends in red when somebody rejects", async () => {
    await using world = await openWorld();
    const { id, card } = await ask(world);
    await world.press(card, GRACE, "reject");
    expect(look(await world.card(({ template }) => template !== "orange"))).toEqual({
      template: "red",
      buttons: [],
    });
    expect((await world.client.find(id)).status).toBe("rejected");
  });

  test.each([
    [
      "is cancelled",
      {},
      async (world: World, id: string) => void (await world.client.cancel(id)),
      "cancelled",
    ],
    ["expires", { expires_in: 0.2 }, async () => {}, "expired"],
  ])(
    "ends in grey when it %s, and a click on what a phone still shows says so",
    async (_, about, end, status) => {
      await using world = await openWorld();
      const { id, card } = await ask(world, about);
      await end(world, id);
      expect(look(await world.card(({ template }) => template !== "orange"))).toEqual({
        template: "grey",
        buttons: [],
      });
      expect((await world.press(card, ADA)).toast?.content).toMatch(/has (ended already|expired)/);
      expect(await world.client.find(id)).toMatchObject({ status, decisions: [] });
    },
  );

  test("takes two of three, shows how far it is, and counts nobody twice", async () => {
    await using world = await openWorld();
    const approvers = [ADA, GRACE, HUIYIN].map((open_id) => ({ open_id }));
    const { id, card } = await ask(world, { approvers, policy: { approve: 2 } });
    await world.press(card, ADA);
    const halfway = await world.card(() =>
      JSON.stringify(world.sandbox.view().messages).includes("1 of 2 approved"),
    );
    expect(look(halfway)).toEqual(PENDING);
    expect((await world.press(card, ADA)).toast?.content).toContain("one vote a person");
    expect((await world.client.find(id)).status).toBe("pending");

    await world.press(halfway, HUIYIN);
    expect(look(await world.card(({ template }) => template !== "orange"))).toEqual(GREEN);
    expect((await world.client.find(id)).decisions).toHaveLength(2);
  });
});

describe("a Lark that fails", () => {
  test.each([
    ["loses", "reset"],
    ["delays", "delay"],
  ] as const)(
    "%s the answer to the send: a click meanwhile counts, and no second card is sent",
    async (_, kind) => {
      await using world = await openWorld();
      world.sandbox.addFault({ on: "send", kind, after_effect: true, delay_ms: 300 });
      const { id, card } = await ask(world);
      expect((await world.client.find(id)).cards[0]?.message_id).toBeNull();
      expect((await world.press(card, ADA)).toast).toBeUndefined();
      expect(look(await world.card(({ template }) => template !== "orange"))).toEqual(GREEN);
      await until("the card is known", async () => (await world.client.find(id)).cards[0]?.state === "sent");
      expect(world.sandbox.view().messages.map(({ message_id }) => message_id)).toEqual([card.message_id]);
    },
  );

  test("is down: requests queue, the server says that it is not ready, and the cards come when it is back", async () => {
    await using world = await openWorld();
    world.sandbox.addFault({ on: "any", kind: "reset", times: 1_000 });
    const { id } = await world.client.create(aBody());
    await until("not ready", async () => (await fetch(`${world.url}/readyz`)).status === 503);
    expect(await world.client.find(id)).toMatchObject({ status: "pending", cards: [{ state: "queued" }] });
    expect(world.sandbox.view().messages).toEqual([]);

    world.sandbox.clearFaults();
    expect(look(await world.card())).toEqual(PENDING);
    await until("ready again", async () => (await fetch(`${world.url}/readyz`)).status === 200);
  });

  test("ends the tenant token between the card and its update", async () => {
    await using world = await openWorld();
    const { card } = await ask(world);
    world.sandbox.expireTokens();
    await world.press(card, ADA);
    expect(look(await world.card(({ template }) => template !== "orange"))).toEqual(GREEN);
  });

  test.each([
    ["a 503", { status: 503 }],
    ["what is not JSON", { kind: "garbage" }],
    ["a rate limit", { status: 429 }],
    ["nothing, having updated the card", { kind: "reset", after_effect: true }],
  ] as const)("answers the update with %s at first", async (_, fault) => {
    await using world = await openWorld();
    const { id, card } = await ask(world);
    world.sandbox.addFault({ on: "patch", ...fault });
    await world.press(card, ADA);
    await until("the fault was met", () => world.sandbox.view().faults.length === 0);
    expect(look(await world.card(({ template }) => template === "green"))).toEqual(GREEN);
    expect((await world.client.find(id)).status).toBe("approved");
  });
});

describe("a client", () => {
  test.each([150, 900])(
    "that gets its answer %i ms late ends at the green card, though it may undo an update that came before",
    async (delay_ms) => {
      await using world = await openWorld();
      const { card } = await ask(world);
      world.sandbox.addFault({ on: "callback", kind: "delay", after_effect: true, delay_ms });
      const { took_ms } = await world.press(card, ADA);
      expect(took_ms).toBeGreaterThanOrEqual(delay_ms);
      // What its answer undid is there again, and nothing is left that could undo it.
      expect(look(world.sandbox.message(card.message_id) ?? card)).toEqual(PENDING);
      expect(look(await world.card(({ template }) => template !== "orange"))).toEqual(GREEN);
    },
  );
});
