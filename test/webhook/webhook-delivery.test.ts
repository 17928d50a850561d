import { describe, expect, test } from "bun:test";

import { approvalData } from "../../src/approval/approval-data.ts";
import { ATTEMPTS } from "../../src/webhook/retry-schedule.ts";
import { OLD_SECRET, SECRET, startReceiver, verified } from "./receiver.ts";
import { aDelivery, APPROVAL, tell } from "./tell.ts";

describe("a webhook", () => {
  test("is one that the specification's library verifies, with the approval as the API gives it", async () => {
    const receiver = startReceiver();
    expect(await tell(receiver.url)).toEqual({ kind: "delivered", status: 204 });
    const [got, ...more] = receiver.received;
    if (got === undefined) throw new Error("nothing came");
    expect(more).toEqual([]);
    expect(verified(got, SECRET)).toEqual(
      JSON.parse(
        JSON.stringify({
          type: "approval.approved",
          timestamp: "2026-03-02T09:30:00.000Z",
          data: approvalData(APPROVAL),
        }),
      ),
    );
    expect(got.headers).toMatchObject({
      "webhook-id": "whd_1",
      "content-type": "application/json",
      "user-agent": "countersign/test",
    });
  });

  test("is verified by either of two secrets, and by no third", async () => {
    const receiver = startReceiver();
    await tell(receiver.url, { requestSecrets: [SECRET, OLD_SECRET] });
    const [got] = receiver.received;
    if (got === undefined) throw new Error("nothing came");
    expect(verified(got, SECRET)).toEqual(verified(got, OLD_SECRET));
    const third = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
    expect(() => verified(got, third)).toThrow("No matching signature");
  });

  test("of a standing endpoint is signed with its own secrets, as long as each is in force", async () => {
    const receiver = startReceiver();
    const endpoint = { id: "whk_1", url: receiver.url, createdAt: new Date(0) };
    const delivery = aDelivery(receiver.url, "whk_1");
    const secrets = [{ secret: OLD_SECRET }, { secret: SECRET, until: new Date(Date.now() - 1) }];
    await tell(receiver.url, { due: { delivery, endpoint, secrets } });
    const [got] = receiver.received;
    if (got === undefined) throw new Error("nothing came");
    expect(verified(got, OLD_SECRET)).toBeObject();
    expect(() => verified(got, SECRET)).toThrow("No matching signature");
  });

  test.each([
    ["deleted", undefined, "webhook_deleted"],
    ["disabled", { at: new Date(0), why: "gone" }, "webhook_disabled"],
  ])("is not sent to an endpoint that was %s", async (_, disabled, error) => {
    const receiver = startReceiver();
    const delivery = aDelivery(receiver.url, "whk_1");
    const endpoint = disabled && { id: "whk_1", url: receiver.url, createdAt: new Date(0), disabled };
    const result = await tell(receiver.url, { due: { delivery, endpoint, secrets: [{ secret: SECRET }] } });
    expect(result).toEqual({ kind: "failed", error });
    expect(receiver.received).toEqual([]);
  });

  test.each([200, 201, 204, 299])("is delivered by a %i", async (status) => {
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status });
    expect(await tell(receiver.url)).toEqual({ kind: "delivered", status });
  });

  test.each([400, 404, 429, 500, 503])("is tried again after a %i", async (status) => {
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status });
    expect(await tell(receiver.url)).toMatchObject({ kind: "retry", error: `status_${status}`, status });
  });

  test("waits as long as Retry-After asks", async () => {
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status: 503, headers: { "retry-after": "3600" } });
    expect(await tell(receiver.url)).toMatchObject({ kind: "retry", afterMs: 3_600_000 });
  });

  test("is given up at a 410", async () => {
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status: 410 });
    expect(await tell(receiver.url)).toEqual({ kind: "failed", error: "gone", status: 410 });
  });

  test("is given up after the last attempt, and not before", async () => {
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status: 500 });
    expect(await tell(receiver.url, { attempt: ATTEMPTS - 1 })).toMatchObject({ kind: "retry" });
    expect(await tell(receiver.url, { attempt: ATTEMPTS })).toMatchObject({
      kind: "failed",
      error: "status_500",
    });
  });

  test.each([301, 302, 303, 307, 308])("follows no redirect: %i", async (status) => {
    const canary = startReceiver();
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status, headers: { location: canary.url } });
    expect(await tell(receiver.url)).toMatchObject({ kind: "retry", error: `status_${status}` });
    expect(canary.received).toEqual([]);
  });

  test("is tried again when nobody listens, or nobody answers in time", async () => {
    const silent = startReceiver();
    silent.answer = () => new Promise(() => {});
    expect(await tell("http://127.0.0.1:1/")).toMatchObject({ kind: "retry", error: "connection_refused" });
    expect(await tell(silent.url, { timeoutMs: 100 })).toMatchObject({ kind: "retry", error: "timeout" });
    const slow = await tell("http://slow.test/", { timeoutMs: 50, resolve: pending });
    expect(slow).toMatchObject({ kind: "retry", error: "timeout" });
  });

  test("is left at once when the server stops, to be tried again", async () => {
    const silent = startReceiver();
    const stopping = new AbortController();
    silent.answer = () => {
      stopping.abort();
      return new Promise(() => {});
    };
    const result = await tell(silent.url, { stopping: stopping.signal });
    expect(result).toEqual({ kind: "retry", error: "interrupted" });
  });

  test("does not wait for the end of an answer that has none", async () => {
    const receiver = startReceiver();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(16 * 1024));
        sent += 1;
      },
    });
    receiver.answer = () => new Response(endless);
    expect(await tell(receiver.url)).toEqual({ kind: "delivered", status: 200 });
    expect(sent).toBeLessThan(1_000);
  });

  test("takes no proxy from the environment", async () => {
    const proxy = startReceiver();
    const receiver = startReceiver();
    const names = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await tell(receiver.url)).toMatchObject({ kind: "delivered" });
    } finally {
      for (const name of names) delete process.env[name];
    }
    expect([proxy.received.length, receiver.received.length]).toEqual([0, 1]);
  });
});

function pending(): Promise<never> {
  return new Promise(() => {});
}
