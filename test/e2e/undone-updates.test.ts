// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { ADA, GRACE, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";

const text = (content: string) => ({ tag: "plain_text", content });
const button = (name: string) => ({
  tag: "button",
  text: text(name),
  behaviors: [{ type: "callback", value: { do: name } }],
});
const saying = (content: string) => ({
  schema: "2.0",
  config: { update_multi: true },
  body: { elements: [{ tag: "markdown", content }, button("publish"), button("look")] },
});
const isOurs = ({ content }: SandboxMessage): boolean => JSON.stringify(content).includes("draft");
const headers = { authorization: `Bearer ${TOKEN}` };

/** A client may have pressed what was sent a moment ago, and while nobody was there: such a press is not meant here. */
async function untilLongAgo(): Promise<void> {
  const since = performance.now();
  await until("that is long ago", () => performance.now() - since > 4_000);
}

/** A card in the group, with a button that changes it by an update, and one whose press only answers. */
async function post(world: World) {
  const actions = [
    { match: { do: "publish" }, then: { card: saying("published") }, update: "message" },
    { match: { do: "look" }, toast: { type: "info", content: "Seen" } },
  ];
  const body = JSON.stringify({ to: [{ chat_id: GROUP }], card: saying("draft"), actions });
  const response = await fetch(`${world.url}/v1/cards`, { method: "POST", headers, body });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const events = async () => {
    const history = await fetch(`${world.url}/v1/cards/${id}/events`, { headers });
    return ((await history.json()) as { data: { type: string }[] }).data.map(({ type }) => type);
  };
  await until("the card is sent", async () => (await events()).includes("posting.send.delivered"));
  await untilLongAgo();
  return { id, ...follow(world, world.sandbox.view().messages.find(isOurs)?.message_id ?? "") };
}

/** What the message shows, and presses of it. */
function follow(world: World, message_id: string) {
  const seen: string[] = [];
  world.sandbox.subscribe((event) => {
    if (event.type === "message" && event.message.message_id === message_id)
      seen.push(JSON.stringify(event.message.content));
  });
  return {
    shown: () => JSON.stringify(world.sandbox.message(message_id)?.content),
    /** Whether an update was seen, and undone. */
    isUndone: () =>
      seen.some((content) => content.includes("published")) && !seen.at(-1)?.includes("published"),
    press: (open_id: string, name: string) =>
      world.sandbox.click({ message_id, open_id, element: { tag: "button", value: { do: name } } }),
  };
}

/** The answer to the next click comes to its client so late. */
function answerLate({ sandbox }: World, delay_ms: number): void {
  sandbox.addFault({ on: "callback", kind: "delay", delay_ms, after_effect: true });
}

/** Milliseconds: of them 7,500 pass in any case. */
const SLOW = 30_000;

describe.concurrent("an update of a posted card that a client undoes", () => {
  test(
    "for its answer to the press was late, is made once more",
    async () => {
      await using world = await openWorld();
      const { press, shown, isUndone } = await post(world);
      answerLate(world, 1_000);
      await press(ADA, "publish");
      expect(isUndone()).toBeTrue();
      await until("the card is as it was changed", () => shown().includes("published"));
    },
    SLOW,
  );

  test(
    "for somebody else pressed in vain meanwhile, is made once more",
    async () => {
      await using world = await openWorld();
      const { press, shown, isUndone } = await post(world);
      await press(ADA, "publish");
      answerLate(world, 1_000);
      await press(GRACE, "look");
      expect(isUndone()).toBeTrue();
      await until("the card is as it was changed", () => shown().includes("published"));
    },
    SLOW,
  );

  test(
    "and that the API asked for, is made once more",
    async () => {
      await using world = await openWorld();
      const { id, press, shown, isUndone } = await post(world);
      answerLate(world, 1_500);
      const looking = press(ADA, "look");
      await until("the press is on its way", () => world.sandbox.view().faults.length === 0);
      const card = saying("published");
      const put = { method: "PUT", headers, body: JSON.stringify({ card }) };
      expect((await fetch(`${world.url}/v1/cards/${id}/card`, put)).status).toBe(200);
      await until("it is published", () => shown().includes("published"));
      await looking;
      expect(isUndone()).toBeTrue();
      await until("the card is as it was changed", () => shown().includes("published"));
    },
    SLOW,
  );

  test(
    "and that a handler made while its click waited for the answer, is made once more",
    async () => {
      await using world = await openWorld();
      await world.stopServer();
      const dir = join(world.dataDir, "handlers");
      mkdirSync(dir);
      writeFileSync(
        join(dir, "publish.ts"),
        `export default { type: "card.action.trigger", match: { do: "publish" }, async handle(action, { cards }) {
        await cards.update(action.message_id, ${JSON.stringify(saying("published"))});
        await new Promise((done) => setTimeout(done, 1_000));
        return { toast: { type: "success", content: "Done" } };
      } };`,
      );
      await world.startServer();
      await untilLongAgo();
      const { press, shown, isUndone } = follow(world, await sendByHand(world));
      expect((await press(ADA, "publish")).toast).toMatchObject({ content: "Done" });
      expect(isUndone()).toBeTrue();
      await until("the card is as it was changed", () => shown().includes("published"));
    },
    SLOW,
  );
});

/** A card that some other program of this app sent. */
async function sendByHand({ sandbox: { app, url } }: World): Promise<string> {
  const call = async (path: string, body: object, token?: string): Promise<Record<string, unknown>> => {
    const init = {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    };
    return (await (await fetch(url + path, init)).json()) as Record<string, unknown>;
  };
  const credentials = { app_id: app.id, app_secret: app.secret };
  const auth = await call("/open-apis/auth/v3/tenant_access_token/internal", credentials);
  const message = { receive_id: GROUP, msg_type: "interactive", content: JSON.stringify(saying("draft")) };
  const path = "/open-apis/im/v1/messages?receive_id_type=chat_id";
  const sent = await call(path, message, String(auth["tenant_access_token"]));
  return (sent["data"] as { message_id: string }).message_id;
}
