import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { readCard } from "../../src/cli/dev/card-state.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { describeInBrowser, launchChromium } from "../support/browser.ts";
import { aBody, ADA, GRACE, GROUP, HUIYIN, openWorld, until, type World } from "./open-world.ts";

const QUICKLY = { ReconnectNonce: 0.01, ReconnectInterval: 0.05, PingInterval: 60 };
const overHttp = () => openWorld({ delivery: "http" });
async function overSocket(): Promise<World> {
  const world = await openWorld(
    { delivery: "socket", longConnection: QUICKLY },
    {},
    { COUNTERSIGN_TRANSPORT: "socket" },
  );
  await until("the long connection is open", () => world.sandbox.connections === 1);
  return world;
}

describe.each([
  ["over HTTP", overHttp],
  ["over the long connection", overSocket],
] as const)("who writes /approvals to the bot, %s,", (_, open) => {
  test("gets the words and a fresh card, and by it decides for all cards of the request", async () => {
    await using world = await open();
    const { id } = await world.client.create(aBody());
    const first = await world.card();
    world.sandbox.say({ person: ADA, text: "/approvals" });
    await until("the words and a card are there", () => privately(world, ADA).length === 2);
    const words = privately(world, ADA).find(({ msg_type }) => msg_type === "text");
    expect(words?.content).toEqual({ text: "1 request waits for you. 有 1 个申请等待您处理。" });
    const fresh = cards(world).find(({ message_id }) => message_id !== first.message_id);
    if (fresh === undefined) throw new Error("no fresh card");
    await world.press(fresh, ADA);
    await until("all cards are green", () =>
      cards(world).every((card) => readCard(card)?.template === "green"),
    );
    expect(cards(world)).toHaveLength(2);
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ by: { open_id: ADA } }],
    });
  });

  test("is told in private where it was in a group, and who has nothing to decide reads that", async () => {
    await using world = await open();
    await world.client.create(aBody());
    await world.card();
    world.sandbox.say({ person: GRACE, chat: GROUP, text: "@bot /approvals" });
    world.sandbox.say({ person: HUIYIN, text: "/approvals" });
    await until("Grace has both", () => privately(world, GRACE).length === 2);
    await until("Huiyin has words", () => privately(world, HUIYIN).length === 1);
    expect(privately(world, HUIYIN)[0]?.content).toEqual({
      text: "Nothing waits for you. 没有等待您处理的申请。",
    });
    expect(cards(world).filter(({ chat_id }) => chat_id === GROUP)).toHaveLength(1);
  });
});

test("an event whose acknowledgement was lost is told again, and brings nothing twice", async () => {
  await using world = await openWorld({ delivery: "http", eventRetryScale: 0 });
  await world.client.create(aBody());
  await world.card();
  const attempts: boolean[] = [];
  world.sandbox.subscribe((event) => {
    if (event.type === "event") attempts.push(event.acknowledged);
  });
  world.sandbox.addFault({ on: "callback", kind: "reset", after_effect: true, times: 3 });
  world.sandbox.say({ person: ADA, text: "/approvals" });
  await until("it is acknowledged", () => attempts.includes(true));
  expect(attempts).toEqual([false, false, false, true]);
  world.sandbox.say({ person: HUIYIN, text: "/approvals" });
  await until("the one after it has been handled", () => privately(world, HUIYIN).length === 1);
  await until("the words and a card are there", () => privately(world, ADA).length === 2);
  expect(cards(world)).toHaveLength(2);
});

describeInBrowser("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());

  test("a person types /approvals, is answered with a card, and decides on it", async () => {
    await using world = await openWorld({ delivery: "http" });
    const { id } = await world.client.create(aBody());
    await world.card();
    const context = await browser.newContext({ locale: "en-US" });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await page.goto(world.sandbox.url);
    await page.getByRole("radio", { name: "Grace Hopper" }).check();
    await page.locator('nav [data-chat-id=""]').click();
    await page.getByLabel("Message", { exact: true }).fill("/approvals");
    await page.keyboard.press("Enter");
    await page.locator("article").getByText("1 request waits for you.").waitFor();
    await page.locator("article").getByRole("button", { name: "Approve" }).click();
    await page.locator("article [data-template=green]").waitFor();
    expect(await page.locator("article").count()).toBe(3);
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ by: { open_id: GRACE } }],
    });
    await context.close();
  });
});

function cards({ sandbox }: World): readonly SandboxMessage[] {
  return sandbox.view().messages.filter(({ msg_type }) => msg_type === "interactive");
}

/** What the bot has said to a person in their own chat. */
function privately({ sandbox }: World, openId: string): readonly SandboxMessage[] {
  const { chats, messages } = sandbox.view();
  const own = chats.find(({ chat_mode, members }) => chat_mode === "p2p" && members[0] === openId);
  return messages.filter(({ chat_id, sender }) => chat_id === own?.chat_id && sender === undefined);
}
