import { describe, expect, test } from "bun:test";

import type { Answer } from "../../../src/protocol/answer.ts";
import { decodeFrame, encodeFrame, frameHeader } from "../../../src/protocol/frame.ts";
import vectors from "../../fixtures/vectors/vectors-ws.json";
import { until } from "../../support/until.ts";
import { answerTo, APP_ID, controlFrame, dataFrame, openPlatform } from "./open-platform.ts";

const TOAST: Answer = { toast: { type: "info", content: "同意 🙂" } };

function click(about: Readonly<Record<string, unknown>> = {}): object {
  return {
    schema: "2.0",
    header: { event_id: "ev_1", token: "vt", event_type: "card.action.trigger", app_id: APP_ID, ...about },
    event: { operator: { open_id: "ou_1" }, token: "c-1", action: { tag: "button" } },
  };
}

describe("what comes over the long connection", () => {
  test("is answered in its own frame, with the time that it took", async () => {
    await using platform = await openPlatform({ dispatch: () => TOAST });
    await platform.connected();
    const { code, answer, frame } = await platform.push(click(), [["trace_id", "tr-1"]]);
    expect([code, answer]).toEqual([200, TOAST]);
    expect([frame.seqId, frame.logId, frameHeader(frame, "trace_id")]).toEqual([7n, 99n, "tr-1"]);
    expect(frameHeader(frame, "biz_rt")).toBe("0");
    expect(platform.answered).toEqual(["card.action.trigger toast"]);
  });

  test("is put together of its parts in whatever order, also where the cut is inside a character", async () => {
    const seen: unknown[] = [];
    await using platform = await openPlatform({
      dispatch: ({ payload }) => (seen.push(payload), {}),
    });
    await platform.connected();
    const bytes = Buffer.from(JSON.stringify({ ...click(), note: "同意🙂" }));
    const cut = bytes.indexOf("意") + 1;
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut, cut + 3), bytes.subarray(cut + 3)];
    for (const seq of [2, 0, 1]) {
      const headers = [
        ["message_id", "m-cut"],
        ["sum", "3"],
        ["seq", String(seq)],
      ] as const;
      platform.send(encodeFrame(dataFrame(parts[seq] ?? Buffer.alloc(0), headers)));
    }
    await answerTo(platform.received, "m-cut");
    expect(seen).toEqual([{ ...click(), note: "同意🙂" }]);
  });

  test("is dispatched whatever the frame's type calls it, card or event", async () => {
    await using platform = await openPlatform({ dispatch: () => TOAST });
    await platform.connected();
    const payload = Buffer.from(JSON.stringify(click()));
    const { headers, ...frame } = dataFrame(payload, [["message_id", "m-card"]]);
    platform.send(encodeFrame({ ...frame, headers: [["type", "card"], ...headers.slice(1)] }));
    expect(await answerTo(platform.received, "m-card")).toMatchObject({ code: 200, answer: TOAST });
  });

  test.each([
    "ws/event-single",
    "ws/card-typed-click",
    "ws/large-ids",
    "ws/all-optional-fields",
    "ws/header-value-cjk",
  ])("is read and answered as Lark writes it: %s", async (name) => {
    const seen: string[] = [];
    await using platform = await openPlatform({ dispatch: ({ eventId }) => (seen.push(eventId), {}) });
    await platform.connected();
    platform.send(bytesOf(name));
    await until(() => platform.received.some(({ method }) => method === 1));
    const answer = platform.received.find(({ method }) => method === 1);
    const { headers, seqId, logId } = decodeFrame(bytesOf(name));
    expect([answer?.seqId, answer?.logId]).toEqual([seqId, logId]);
    expect(answer?.headers.slice(0, headers.length)).toEqual([...headers]);
    expect([seen.length, platform.refusals]).toEqual([1, []]);
  });

  test("is put together as Lark cuts it", async () => {
    const seen: unknown[] = [];
    await using platform = await openPlatform({ dispatch: ({ payload }) => (seen.push(payload), {}) });
    await platform.connected();
    for (const part of ["2-of-3", "0-of-3", "1-of-3"]) platform.send(bytesOf(`ws/event-fragment-${part}`));
    await until(() => seen.length === 1);
    expect(seen).toEqual([JSON.parse(vectors.meta.merged_text)]);
  });

  test("is answered 500 without a payload", async () => {
    await using platform = await openPlatform();
    await platform.connected();
    platform.send(bytesOf("ws/event-without-payload"));
    await until(() => platform.answered.length === 1);
    expect(platform.answered).toEqual(["unproven malformed"]);
  });

  test("is told to come again when its handler is not done in time, and the late answer is not sent", async () => {
    const late = Promise.withResolvers<Answer>();
    await using platform = await openPlatform({ dispatch: () => late.promise });
    await platform.connected();
    const pushed = platform.push(click());
    await until(() => platform.timers.waits().includes(2_900));
    platform.timers.advance(2_900);
    expect((await pushed).code).toBe(500);
    late.resolve(TOAST);
    expect((await platform.push(click())).code).toBe(200);
    expect(platform.received.filter(({ method }) => method === 1)).toHaveLength(2);
    expect(platform.answered[0]).toBe("card.action.trigger late");
  });

  test.each([
    ["whose handler fails", click(), "unproven internal"],
    ["for another app", click({ app_id: "cli_another" }), "unproven wrong_app"],
    ["without an event's id", click({ event_id: undefined }), "unproven malformed"],
  ])("is answered 500 %s", async (_, payload, result) => {
    await using platform = await openPlatform({
      dispatch: () => Promise.reject(new Error("the database is gone")),
    });
    await platform.connected();
    expect(await platform.push(payload)).toMatchObject({ code: 500, answer: undefined });
    expect(platform.answered).toEqual([result]);
  });

  test("is passed over when it is no frame, and the connection lives", async () => {
    await using platform = await openPlatform();
    await platform.connected();
    platform.send(Buffer.from("not a frame"));
    platform.send("a text");
    platform.send(
      encodeFrame(
        dataFrame(Buffer.from("{"), [
          ["message_id", "m"],
          ["sum", "2"],
          ["seq", "9"],
        ]),
      ),
    );
    expect((await platform.push(click())).code).toBe(200);
    expect(platform.refusals.map(({ code }) => code)).toEqual([
      "malformed_frame",
      "malformed_frame",
      "malformed_frame",
    ]);
    expect(platform.attempts()).toBe(1);
  });
});

function bytesOf(name: string): Buffer {
  const found = vectors.cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return Buffer.from(found.hex, "hex");
}

describe("the connection", () => {
  test("pings when it opens, in the service that the endpoint named, and again after the interval", async () => {
    await using platform = await openPlatform({ config: { PingInterval: 30 } });
    await platform.connected();
    await until(() => platform.pings().length === 1);
    expect(platform.pings()[0]?.service).toBe(33_554_678);
    platform.send(encodeFrame(controlFrame("pong")));
    await until(() => !platform.timers.waits().includes(10_000));
    platform.timers.advance(30_000);
    await until(() => platform.pings().length === 2);
  });

  test("pings as often as the last pong says", async () => {
    await using platform = await openPlatform({ config: { PingInterval: 30 } });
    await platform.connected();
    platform.send(encodeFrame(controlFrame("pong", { PingInterval: 5 })));
    platform.send(encodeFrame(controlFrame("pong")));
    await until(() => platform.timers.waits().includes(5_000));
  });

  test("is dialled again when it is open and silent", async () => {
    await using platform = await openPlatform({ config: { ReconnectNonce: 8 } });
    await platform.connected();
    await until(() => platform.pings().length === 1);
    platform.timers.advance(10_000);
    await until(() => platform.statuses.at(-1)?.kind === "waiting");
    expect(platform.statuses.at(-1)).toMatchObject({
      ms: 4_000,
      fault: { kind: "unreachable", message: "the long connection fell silent" },
    });
    platform.timers.advance(4_000);
    await platform.connected();
    expect(platform.attempts()).toBe(2);
  });

  test("is dialled again when Lark closes it, with a new endpoint each time", async () => {
    await using platform = await openPlatform({ config: { ReconnectNonce: 8 } });
    for (const attempt of [1, 2, 3]) {
      await platform.connected();
      expect(platform.attempts()).toBe(attempt);
      await until(() => platform.pings().length === attempt);
      platform.cut();
      await until(() => platform.statuses.at(-1)?.kind === "waiting");
      platform.timers.advance(4_000);
    }
  });

  test("when it is stopped, takes nothing more and lets go the answers under way", async () => {
    const answer = Promise.withResolvers<Answer>();
    await using platform = await openPlatform({ dispatch: () => answer.promise });
    await platform.connected();
    const pushed = platform.push(click());
    await until(() => platform.timers.waits().includes(2_900));
    const stopped = platform.client.stop();
    const refused = platform.push(click());
    expect((await refused).code).toBe(500);
    answer.resolve(TOAST);
    expect(await pushed).toMatchObject({ code: 200, answer: TOAST });
    await stopped;
    expect([platform.attempts(), platform.timers.waits()]).toEqual([1, []]);
  });
});
