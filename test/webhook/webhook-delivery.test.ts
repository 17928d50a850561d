import { describe, expect, onTestFinished, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { approvalData } from "../../src/approval/approval-data.ts";
import type { Delivery } from "../../src/outbox/job.ts";
import { createAddressGuard } from "../../src/webhook/address-guard.ts";
import type { Resolve } from "../../src/webhook/find-receiver.ts";
import { ATTEMPTS } from "../../src/webhook/retry-schedule.ts";
import { createWebhookDelivery, type WebhookDeliveryOptions } from "../../src/webhook/webhook-delivery.ts";
import type { DueDelivery } from "../../src/webhook/webhook-store.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { LOOPBACK, OLD_SECRET, SECRET, startReceiver, verified } from "./receiver.ts";

const APPROVAL = {
  ...aPendingApproval(),
  status: "approved" as const,
  decidedAt: new Date("2026-03-02T09:30:00Z"),
};
const NOBODY: Resolve = async () => [];

interface About extends Partial<Omit<WebhookDeliveryOptions, "store" | "guard">> {
  readonly allow?: readonly string[];
  readonly due?: Partial<DueDelivery>;
  readonly attempt?: number;
}

/** One attempt to tell `url`. */
async function tell(
  url: string,
  { allow = [LOOPBACK], due, attempt = 1, ...options }: About = {},
): Promise<Delivery> {
  const delivery: DueDelivery["delivery"] = {
    id: "whd_1",
    approvalId: "apr_1",
    url,
    type: "approval.approved",
    state: "pending",
    attempts: 0,
    createdAt: new Date("2026-03-02T09:30:00Z"),
  };
  const deliver = createWebhookDelivery({
    store: {
      findDue: async () => ({ delivery, approval: APPROVAL, secrets: [], ...due }),
      freezeBody: async (_, body) => body,
    },
    guard: createAddressGuard(allow),
    requestSecrets: [SECRET],
    resolve: NOBODY,
    clock: () => new Date(),
    userAgent: "countersign/test",
    ...options,
  });
  return deliver({ kind: "webhook.deliver", key: "whd_1", approvalId: "apr_1", attempt, version: 1 });
}

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
    const delivery = { ...base(receiver.url), endpointId: "whk_1" };
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
    const delivery = { ...base(receiver.url), endpointId: "whk_1" };
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
    const neverResolves: Resolve = () => new Promise(() => {});
    const slow = await tell("http://slow.test/", { timeoutMs: 50, resolve: neverResolves });
    expect(slow).toMatchObject({ kind: "retry", error: "timeout" });
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

describe("a webhook over TLS", () => {
  const CERT = join(import.meta.dir, "../fixtures/tls/hooks.test.pem");

  /** A receiver whose certificate is for `hooks.test`. */
  function startTls() {
    const file = Bun.file(CERT);
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: file, key: file },
      fetch: ({ headers }) =>
        new Response(null, { status: headers.get("host")?.startsWith("hooks.test:") ? 204 : 421 }),
    });
    onTestFinished(() => server.stop(true));
    return server.port;
  }

  const options = { resolve: async () => ["127.0.0.1"] };

  test("goes to the checked address under the name of the URL", async () => {
    const result = await tell(`https://hooks.test:${startTls()}/`, {
      ...options,
      ca: readFileSync(CERT, "utf8"),
    });
    expect(result).toEqual({ kind: "delivered", status: 204 });
  });

  test("is not sent to who cannot prove that name", async () => {
    const url = `https://other.test:${startTls()}/`;
    expect(await tell(url, { ...options, ca: readFileSync(CERT, "utf8") })).toEqual({
      kind: "retry",
      error: "tls_failed",
    });
  });

  test("is not sent to a certificate that nobody trusts", async () => {
    expect(await tell(`https://hooks.test:${startTls()}/`, options)).toEqual({
      kind: "retry",
      error: "tls_failed",
    });
  });
});

describe("the guard against internal addresses", () => {
  test.each([
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "１２７.０.０.１",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "localhost",
    "hooks.test",
  ])("keeps a webhook to %s from a receiver on this machine", async (host) => {
    const canary = startReceiver();
    for (const scheme of ["http", "https"]) {
      const url = `${scheme}://${host}:${canary.port}/`;
      const result = await tell(url, { allow: [], resolve: async () => ["127.0.0.1"] });
      expect(result).toMatchObject({ kind: "retry", error: "address_refused" });
    }
    expect(canary.received).toEqual([]);
  });

  test("refuses a name as soon as one of its addresses is internal", async () => {
    const canary = startReceiver();
    const resolve: Resolve = async () => ["127.0.0.2", "10.0.0.1"];
    const result = await tell(`http://hooks.test:${canary.port}/`, { allow: ["127.0.0.2/32"], resolve });
    expect(result).toMatchObject({ error: "address_refused" });
  });

  test("connects to the very address that was checked: a name that leads elsewhere the second time gains nothing", async () => {
    const canary = startReceiver();
    const receiver = startReceiver({ hostname: "127.0.0.2", port: canary.port });
    let asked = 0;
    const rebinding: Resolve = async () => (++asked === 1 ? ["127.0.0.2"] : ["127.0.0.1"]);
    const url = `http://localhost:${canary.port}/hook`;
    const result = await tell(url, { allow: ["127.0.0.2/32"], resolve: rebinding });
    expect(result).toMatchObject({ kind: "delivered" });
    expect(receiver.received).toMatchObject([{ headers: { host: `localhost:${canary.port}` } }]);
    expect([asked, canary.received.length]).toEqual([1, 0]);
  });

  test("takes a public name by https only", async () => {
    const result = await tell("http://hooks.test/", { allow: [], resolve: async () => ["8.8.8.8"] });
    expect(result).toMatchObject({ error: "address_refused" });
  });
});

function base(url: string): DueDelivery["delivery"] {
  return {
    id: "whd_1",
    approvalId: "apr_1",
    url,
    type: "approval.approved",
    state: "pending",
    attempts: 0,
    createdAt: new Date("2026-03-02T09:30:00Z"),
  };
}
