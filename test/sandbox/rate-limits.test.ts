import { afterEach, describe, expect, test } from "bun:test";

import type { Platform } from "./platform.ts";
import { card, openPlatform, stoppedClock } from "./platform.ts";

let platform: Platform;

afterEach(() => platform.sandbox.stop());

describe("the platform", () => {
  test("takes so many calls of one API a second, and says how long to wait", async () => {
    const { clock, pass } = open({ perSecond: 3 });
    expect(await statuses(4, bot)).toEqual([200, 200, 200, 429]);
    const refused = await bot();
    expect(refused.body).toMatchObject({ code: 99991400, msg: "request trigger frequency limit" });
    expect(refused.headers.get("x-ogw-ratelimit-limit")).toBe("3");
    expect(refused.headers.get("x-ogw-ratelimit-reset")).toBe("1");
    expect((await platform.call("GET", "im/v1/chats")).status).toBe(200);
    pass(1);
    expect(await statuses(4, bot)).toEqual([200, 200, 200, 429]);
    expect(clock().getTime()).toBe(Date.parse("2026-01-01T00:00:01Z"));
  });

  test("takes so many calls of one API a minute", async () => {
    const { pass } = open({ perMinute: 4 });
    expect(await statuses(3, bot)).toEqual([200, 200, 200]);
    pass(45);
    expect(await statuses(2, bot)).toEqual([200, 429]);
    expect((await bot()).headers.get("x-ogw-ratelimit-reset")).toBe("15");
    pass(15);
    expect(await statuses(1, bot)).toEqual([200]);
  });

  test("takes five messages a second to one chat, and as many to the next", async () => {
    const { pass } = open({});
    expect(await codes(6, sendAda)).toEqual([0, 0, 0, 0, 0, 230020]);
    const room = platform.sandbox.view().chats[0]?.chat_id ?? "";
    expect(await codes(6, () => send(room, "chat_id"))).toEqual([0, 0, 0, 0, 0, 230020]);
    pass(1);
    expect(await codes(1, sendAda)).toEqual([0]);
    expect(platform.sandbox.view().messages).toHaveLength(11);
  });

  test("takes five updates a second of one message", async () => {
    open({});
    const [one, two] = [await platform.send(card("x")), await platform.send(card("x"))];
    expect(await codes(6, () => platform.patch(one, card("y")))).toEqual([0, 0, 0, 0, 0, 230020]);
    expect(await codes(1, () => platform.patch(two, card("y")))).toEqual([0]);
    expect(platform.sandbox.message(one)?.revision).toBe(6);
  });

  test("does not count a message that a uuid has already sent", async () => {
    open({});
    expect(await codes(9, () => send("ada@example.com", "email", "u-1"))).toEqual(Array(9).fill(0));
  });

  test("has the limits that its pages name", async () => {
    open({});
    expect((await statuses(51, bot)).filter((status) => status === 429)).toHaveLength(1);
  });
});

function open(rateLimits: { perSecond?: number; perMinute?: number }) {
  const time = stoppedClock();
  platform = openPlatform({ clock: time.clock, rateLimits });
  return time;
}

function bot() {
  return platform.call("GET", "bot/v3/info");
}

function send(receive_id: string, type: string, uuid?: string) {
  const body = { receive_id, msg_type: "text", content: '{"text":"x"}', uuid };
  return platform.call("POST", `im/v1/messages?receive_id_type=${type}`, body);
}

function sendAda() {
  return send("ada@example.com", "email");
}

async function statuses(times: number, call: typeof bot): Promise<number[]> {
  const answers: number[] = [];
  while (answers.length < times) answers.push((await call()).status);
  return answers;
}

async function codes(times: number, call: typeof bot): Promise<number[]> {
  const answers: number[] = [];
  while (answers.length < times) answers.push((await call()).body.code);
  return answers;
}
