import { describe, expect, test } from "bun:test";

import { readCard } from "../../src/cli/dev/card-state.ts";
import { aBody, ADA, GRACE, GROUP, HUIYIN, openWorld, until, type World } from "./open-world.ts";

const ENGINEERING = `od-${"e".repeat(32)}`;

/** Asks a group of approvers, and waits for the card. */
async function ask(world: World, approver: object) {
  const { id } = await world.client.create(aBody({ approvers: [approver] }));
  const card = await world.card();
  await until("the card is known", async () => (await world.client.find(id)).cards[0]?.state === "sent");
  return { id, card };
}

const STRANGER = { type: "error", content: expect.stringContaining("Only the approvers") };
const UNKNOWN = { type: "error", content: expect.stringContaining("cannot be found out") };

describe("approvers by what they belong to", () => {
  test.each([
    ["a chat, read in pages", { chat_id: "oc_large" }, GRACE, ADA],
    ["a department", { department_id: ENGINEERING }, ADA, HUIYIN],
    ["a department, by the company's own id", { department_id: "engineering" }, ADA, HUIYIN],
    ["a department that is a part of theirs", { department_id: ENGINEERING }, GRACE, HUIYIN],
    ["a user group", { user_group_id: "g-release" }, GRACE, HUIYIN],
  ])("are the members of %s, and nobody else", async (_, approver, member, stranger) => {
    const crowd = Array.from({ length: 230 }, (_, n) => `ou_crowd${n}`);
    await using world = await openWorld({
      groups: [
        { chat_id: GROUP, chat_mode: "group", name: "Release room", members: [ADA, GRACE, HUIYIN] },
        { chat_id: "oc_large", chat_mode: "group", name: "Large", members: [...crowd, GRACE] },
      ],
    });
    const { id, card } = await ask(world, approver);
    expect((await world.press(card, stranger)).toast).toMatchObject(STRANGER);
    expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [] });
    expect((await world.press(card, member)).toast).toBeUndefined();
    expect(readCard(await world.card(({ template }) => template !== "orange"))?.template).toBe("green");
    expect((await world.client.find(id)).decisions).toMatchObject([{ by: { open_id: member } }]);
  });

  test.each([
    ["refuses", { status: 503 }],
    ["cuts the line", { kind: "reset" }],
    ["answers too late", { kind: "delay", delay_ms: 2_500 }],
    ["answers rubbish", { kind: "garbage" }],
  ] as const)(
    "are unknown while Lark %s: nothing is recorded, and it works when Lark is back",
    async (_, fault) => {
      await using world = await openWorld();
      const { id, card } = await ask(world, { chat_id: GROUP });
      world.sandbox.addFault({ on: "any", times: 1_000, ...fault });
      const refused = await world.press(card, ADA);
      expect(refused.toast).toMatchObject(UNKNOWN);
      expect(refused.took_ms).toBeLessThan(2_500);
      expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [] });

      world.sandbox.clearFaults();
      await until("it works again", async () => (await world.press(card, ADA)).toast === undefined);
      expect((await world.client.find(id)).status).toBe("approved");
    },
  );

  test("are unknown in a chat that the bot is not in", async () => {
    await using world = await openWorld();
    const { card } = await ask(world, { chat_id: "oc_elsewhere" });
    expect((await world.press(card, ADA)).toast).toMatchObject(UNKNOWN);
  });
});
