import { describe, expect, test } from "bun:test";

import { until } from "../support/until.ts";
import { FakeTime } from "./fake-time.ts";
import { APP_SECRET, CARD, ok, refusal, scriptLark, type SeenRequest, tokenAnswer } from "./scripted-lark.ts";

describe("a far side that", () => {
  test("does not answer in time is a timeout", async () => {
    const never = Promise.withResolvers<Response>();
    await using lark = scriptLark({ answer: () => never.promise }, { timeoutMs: 50 });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_timeout", kind: "retry" },
    });
  });

  test("begins to answer and does not end is a timeout too", async () => {
    await using lark = scriptLark({ answer: endless }, { timeoutMs: 100 });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_timeout", kind: "retry" },
    });
  });

  test("never stops talking is not listened to", async () => {
    let sent = 0;
    const flood = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65_536;
            controller.enqueue(new Uint8Array(65_536));
          },
        }),
      );
    await using lark = scriptLark({ answer: flood });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_bad_answer", kind: "retry" },
    });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test("is not there is unreachable", async () => {
    await using lark = scriptLark({});
    await lark[Symbol.asyncDispose]();
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_unreachable", kind: "retry" },
    });
  });

  test("points elsewhere is not followed", async () => {
    await using elsewhere = scriptLark({});
    await using lark = scriptLark({
      answer: () => new Response("", { status: 307, headers: { location: `${elsewhere.url}/take` } }),
    });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_bad_answer", httpStatus: 307 },
    });
    expect(elsewhere.requests).toHaveLength(0);
  });
});

describe("the limits", () => {
  test("hold an API for as long as the platform asks, and no other", async () => {
    const time = new FakeTime();
    let limited = true;
    await using lark = scriptLark(
      { answer: () => (limited ? refusal(99991400, 429, { "x-ogw-ratelimit-reset": "7" }) : ok()) },
      { now: time.now, schedule: time.schedule },
    );
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_99991400", afterMs: 7000 },
    });
    limited = false;
    const held = lark.client.sendCard(CARD);
    expect(await lark.client.updateCard("om_1", "{}")).toMatchObject({ ok: true });
    await time.pass(6999);
    expect(lark.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    await time.pass(1);
    expect(await held).toMatchObject({ ok: true });
  });

  test("are five a second for one message, and forty for the API", async () => {
    const time = new FakeTime();
    await using lark = scriptLark({}, { rate: 40, now: time.now, schedule: time.schedule });
    await lark.client.ping();
    const same = Array.from({ length: 7 }, () => lark.client.updateCard("om_1", "{}"));
    await until(() => lark.requests.length === 5);
    const others = Array.from({ length: 40 }, (_, n) => lark.client.updateCard(`om_x${n}`, "{}"));
    await until(() => lark.requests.length === 40);
    await time.pass(1100);
    await Promise.all([...same, ...others]);
    expect(lark.requests).toHaveLength(47);
  });

  test("make a call that would wait too long a matter for later", async () => {
    const time = new FakeTime();
    await using lark = scriptLark({}, { rate: 1, now: time.now, schedule: time.schedule });
    await lark.client.ping();
    const calls = Array.from({ length: 20 }, (_, n) => lark.client.updateCard(`om_${n}`, "{}"));
    await time.pass(15_000);
    const results = await Promise.all(calls);
    const late = results.flatMap((result) => (result.ok ? [] : [result.error]));
    expect(late).toHaveLength(4);
    expect(late[0]).toMatchObject({ code: "lark_rate_limited", kind: "retry", afterMs: 1000 });
  });
});

describe("the log", () => {
  test("has each fault, with the id for Lark's support", async () => {
    await using lark = scriptLark({
      answer: () => refusal(230011, 400, { "x-tt-logid": "2026" }, "recalled"),
    });
    await lark.client.updateCard("om_1", "{}");
    expect(lark.lines).toEqual([
      { api: "message.patch", code: "lark_230011", detail: "recalled", http_status: 400, log_id: "2026" },
    ]);
  });

  test("has no secret, even if the platform repeats it", async () => {
    await using lark = scriptLark({ answer: echo, token: () => tokenAnswer("t-very-secret") });
    const sent = await lark.client.sendCard(CARD);
    await using other = scriptLark({ token: echo });
    const asked = await other.client.ping();
    const all = JSON.stringify([sent, asked, lark.lines, other.lines]);
    expect(all).toContain("[secret]");
    expect(all).not.toContain("t-very-secret");
    expect(all).not.toContain(APP_SECRET);
  });
});

/** A refusal that says back all that it was told. */
function echo({ headers, text }: SeenRequest): Response {
  return refusal(230001, 400, {}, `${headers.get("authorization")} ${text}`);
}

function endless(): Response {
  return new Response(
    new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"code":')) }),
  );
}
