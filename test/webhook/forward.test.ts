import { describe, expect, test } from "bun:test";

import type { Answer, Toast } from "../../src/protocol/answer.ts";
import { createAddressGuard } from "../../src/webhook/address-guard.ts";
import { createForwarder, type ForwardOptions } from "../../src/webhook/forward.ts";
import { LOOPBACK, type Receiver, SECRET, startReceiver, verified } from "./receiver.ts";

const TOAST: Toast = { type: "success", content: "Published" };
const CARD = { schema: "2.0", body: { elements: [] } };

/** One call of `url`, over real sockets. */
function forward(url: string, options: Partial<ForwardOptions> = {}) {
  const forwarder = createForwarder({
    secrets: [SECRET],
    guard: createAddressGuard([LOOPBACK]),
    resolve: async () => ["127.0.0.1"],
    clock: () => new Date(),
    userAgent: "countersign/test",
    stopping: new AbortController().signal,
    ...options,
  });
  return forwarder({ url: new URL(url), id: "evt_1", type: "card.action", data: { open_id: "ou_1" } });
}

function answering(answer: Receiver["answer"]): Receiver {
  return Object.assign(startReceiver(), { answer });
}

describe("a forward", () => {
  test("is one that the specification's library verifies, by the event's id", async () => {
    const receiver = startReceiver();
    expect(await forward(receiver.url)).toEqual({ kind: "answered", answer: {} });
    const [received] = receiver.received;
    if (received === undefined) throw new Error("nothing came");
    expect(received.headers["webhook-id"]).toBe("evt_1");
    expect(verified(received, SECRET)).toEqual({
      type: "card.action",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { open_id: "ou_1" },
    });
  });

  test.each<[string, unknown, Answer]>([
    ["a toast", { toast: TOAST }, { toast: TOAST }],
    ["a bare card", { card: CARD }, { card: { type: "raw", data: CARD } }],
    ["a raw card", { card: { type: "raw", data: CARD } }, { card: { type: "raw", data: CARD } }],
    [
      "a template",
      { card: { type: "template", data: { template_id: "t_1" } } },
      { card: { type: "template", data: { template_id: "t_1" } } },
    ],
    ["a toast beside a card that is none", { toast: TOAST, card: "x" }, { toast: TOAST }],
    ["a card beside a toast that is none", { toast: "x", card: CARD }, { card: { type: "raw", data: CARD } }],
    ["a list", [TOAST], {}],
  ])("takes %s for an answer as far as Lark would", async (_, said, answer) => {
    expect(await forward(answering(() => Response.json(said)).url)).toEqual({ kind: "answered", answer });
  });

  test.each([
    ["no JSON", () => new Response("<html>")],
    ["JSON that never ends", () => new Response(`{"toast":${JSON.stringify(TOAST)},"x":"`)],
    ["more than is read", () => Response.json({ toast: TOAST, x: "x".repeat(128 * 1024) })],
    ["more without an end", () => new Response(endless())],
  ])("that is answered %s is done, with nothing to show", async (_, answer) => {
    expect(await forward(answering(answer).url)).toEqual({ kind: "answered", answer: {} });
  });

  test("that is refused gives the status, and what the service says to the clicker", async () => {
    const refusing = answering(() => Response.json({ toast: TOAST, card: CARD }, { status: 409 }));
    expect(await forward(refusing.url)).toEqual({ kind: "refused", status: 409, toast: TOAST });
    const mute = answering(() => new Response(null, { status: 500 }));
    expect(await forward(mute.url)).toEqual({ kind: "refused", status: 500, toast: undefined });
  });

  test("follows no redirect", async () => {
    const canary = startReceiver();
    const receiver = answering(() => Response.redirect(canary.url, 307));
    expect(await forward(receiver.url)).toMatchObject({ kind: "refused", status: 307 });
    expect(canary.received).toEqual([]);
  });

  test("fails when nobody listens, nobody answers in time, or the server stops", async () => {
    const silent = answering(() => new Promise(() => {}));
    const stopped = AbortSignal.abort();
    expect(await forward("http://127.0.0.1:1/")).toEqual({ kind: "failed", error: "connection_refused" });
    expect(await forward(silent.url, { timeoutMs: 100 })).toEqual({ kind: "failed", error: "timeout" });
    expect(await forward(silent.url, { stopping: stopped })).toEqual({
      kind: "failed",
      error: "interrupted",
    });
  });

  test("goes to no address inside that was not allowed, whatever its name, and nowhere unsigned", async () => {
    const receiver = startReceiver();
    const guard = createAddressGuard([]);
    for (const url of [receiver.url, `https://inside.test:${receiver.port}/`]) {
      expect(await forward(url, { guard })).toMatchObject({ kind: "failed" });
    }
    expect(await forward(receiver.url, { secrets: [] })).toEqual({
      kind: "failed",
      error: "webhook_secret_missing",
    });
    expect(receiver.received).toEqual([]);
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(16 * 1024).fill(32)) });
}
