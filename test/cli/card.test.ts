import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { ADA, GROUP, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { fakeIo, type FakeIoOptions } from "./fake-io.ts";

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world[Symbol.asyncDispose]());

const VALUE = { publish: "b_1" };
const BUTTON = { tag: "button", text: { tag: "plain_text", content: "Publish" } };
const CARD = {
  schema: "2.0",
  config: { update_multi: true },
  body: { elements: [{ ...BUTTON, behaviors: [{ type: "callback", value: VALUE }] }] },
};
const RULES = [{ match: VALUE, toast: { type: "success", content: "Published" } }];

async function card(argv: readonly string[], options: FakeIoOptions = {}) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN }, ...options });
  const code: number = await run(["card", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

function file(name: string, content: unknown): string {
  const path = join(world.dataDir, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe("card lint", () => {
  test("says nothing of a card that the platform takes, and asks no server", async () => {
    const nobody = { env: { COUNTERSIGN_URL: "http://127.0.0.1:1" } };
    expect(await card(["lint", file("card.json", CARD)], nobody)).toEqual({ code: 0, out: "", err: "" });
  });

  test.each([
    ["an unknown tag", { schema: "2.0", body: { elements: [{ tag: "note" }] } }, "body.elements[0]"],
    ["both schemas in one", { schema: "2.0", elements: [{ tag: "hr" }] }, "elements"],
    [
      "no update_multi, and a button",
      { elements: [{ tag: "action", actions: [{ ...BUTTON, value: VALUE }] }] },
      "update_multi",
    ],
    [
      "too much",
      { schema: "2.0", body: { elements: [{ tag: "markdown", content: "x".repeat(31_000) }] } },
      "30",
    ],
  ])("tells of %s, where, and how to mend it", async (_, bad, said) => {
    const { code, out } = await card(["lint", "-"], { stdin: JSON.stringify(bad) });
    expect(code).toBe(1);
    expect(out).toContain(said);
    const { out: json } = await card(["lint", "-", "--json"], { stdin: JSON.stringify(bad) });
    expect(JSON.parse(json)).toContainEqual({
      severity: expect.stringMatching(/^(error|warning)$/),
      code: expect.any(String),
      path: expect.any(String),
      message: expect.any(String),
      fix: expect.any(String),
    });
  });

  test("of what is no JSON, or is not there, is a wrong use", async () => {
    expect(await card(["lint", "-"], { stdin: "{" })).toMatchObject({ code: 2, out: "" });
    const { code, err } = await card(["lint", "/nowhere/card.json"]);
    expect([code, err]).toEqual([2, expect.stringContaining("/nowhere/card.json")]);
  });
});

describe("card send", () => {
  test("posts a card to all who are named, whose buttons do as the rules say, and show shows it", async () => {
    const flags = ["--card", file("card.json", CARD), "--actions", file("rules.json", RULES)];
    const { code, out } = await card(["send", "--to", GROUP, "--to", ADA, ...flags]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^pst_\w+\n$/)]);
    const posted = () => world.sandbox.view().messages;
    await until("both chats have it", () => posted().length === 2);
    const [message] = posted();
    const element = { tag: "button", value: VALUE };
    const clicked = await world.sandbox.click({
      message_id: message?.message_id ?? "",
      open_id: ADA,
      element,
    });
    expect(clicked.toast).toMatchObject({ type: "success", content: "Published" });
    const shown = await card(["show", out.trim()]);
    expect(JSON.parse(shown.out)).toMatchObject({
      id: out.trim(),
      card: CARD,
      actions: RULES,
      cards: [
        { to: { chat_id: GROUP }, state: "sent" },
        { to: { open_id: ADA }, state: "sent" },
      ],
    });
  });

  test("posts once for a key", async () => {
    const argv = ["send", "--to", GROUP, "--card", "-", "--idempotency-key", "k-1"];
    const stdin = JSON.stringify(CARD);
    const first = await card(argv, { stdin });
    expect(await card([...argv, "--json"], { stdin })).toMatchObject({ code: 0 });
    expect((await card(argv, { stdin })).out).toBe(first.out);
    const other = await card(argv, { stdin: JSON.stringify({ ...CARD, body: { elements: [] } }) });
    expect([other.code, other.err]).toEqual([1, expect.stringContaining("idempotency")]);
  });

  test("ends with what the server said of a card that it does not take, and of one that is not there", async () => {
    const bad = { schema: "2.0", body: { elements: [{ tag: "note" }] } };
    const refused = await card(["send", "--to", GROUP, "--card", "-"], { stdin: JSON.stringify(bad) });
    expect([refused.code, refused.err]).toEqual([
      expect.any(Number),
      expect.stringContaining("body.elements[0]"),
    ]);
    expect(refused.code).toBeGreaterThan(0);
    expect(await card(["show", "pst_none"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("pst_none"),
    });
  });
});
