import { describe, expect, test } from "bun:test";

import { LOOPBACK, type Received, SECRET, startReceiver, verified } from "../webhook/receiver.ts";
import { aBody, ADA, openWorld, TOKEN, until, type World } from "./open-world.ts";

/** Milliseconds for a test that sees the first retry, which comes after 4 to 6 seconds. */
const RETRY_MS = 30_000;

const SETTINGS = { COUNTERSIGN_WEBHOOK_SECRET: SECRET, COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK };

async function call(world: World, method: string, path: string, body?: unknown) {
  const response = await fetch(`${world.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly webhook: string | null;
}

async function deliveries(world: World, query: string): Promise<readonly Delivery[]> {
  return (await call(world, "GET", `/webhooks/deliveries?${query}`)).answer["data"] as readonly Delivery[];
}

async function settled(world: World, approval: string, count = 1): Promise<readonly Delivery[]> {
  let found: readonly Delivery[] = [];
  await until("every delivery was tried", async () => {
    found = await deliveries(world, `approval=${approval}`);
    return found.length === count && found.every(({ attempts }) => attempts > 0);
  });
  return found;
}

async function ended(world: World, about: Parameters<typeof aBody>[0] = {}): Promise<string> {
  const { id } = await world.client.create(aBody(about));
  const card = await world.card();
  await world.press(card, ADA);
  return id;
}

function first({ received }: { readonly received: readonly Received[] }): Received {
  const [got] = received;
  if (got === undefined) throw new Error("nothing came");
  return got;
}

describe("the caller", () => {
  test("is told of an approval once, verifiably, and exactly as GET gives it", async () => {
    await using world = await openWorld({}, {}, SETTINGS);
    const receiver = startReceiver();
    const id = await ended(world, { webhook_url: receiver.url });
    const [delivery] = await settled(world, id);
    expect(delivery).toMatchObject({ state: "delivered", attempts: 1, webhook: null });
    const approval = (await call(world, "GET", `/approvals/${id}`)).answer;
    expect(verified(first(receiver), SECRET)).toEqual({
      type: "approval.approved",
      timestamp: approval["decided_at"],
      data: approval,
    });
    expect(first(receiver).headers["webhook-id"]).toBe(delivery?.id);
    expect(receiver.received.length).toBe(1);
  });

  test(
    "is told by the same id when it was down, and is up again",
    async () => {
      await using world = await openWorld({}, {}, SETTINGS);
      const receiver = startReceiver();
      receiver.answer = () => new Response(null, { status: 503 });
      const id = await ended(world, { webhook_url: receiver.url });
      expect(await settled(world, id)).toMatchObject([{ state: "pending", last_status: 503 }]);
      receiver.answer = () => new Response(null, { status: 204 });
      await until("it is told", async () => (await deliveries(world, "state=delivered")).length === 1);
      const [one, two, ...more] = receiver.received;
      expect([two?.headers["webhook-id"], two?.body, more]).toEqual([
        one?.headers["webhook-id"],
        one?.body,
        [],
      ]);
    },
    RETRY_MS,
  );

  test(
    "is told by the server that starts next, when one ended before it could",
    async () => {
      await using world = await openWorld({}, {}, SETTINGS);
      const receiver = startReceiver();
      receiver.answer = () => new Promise(() => {});
      const id = await ended(world, { webhook_url: receiver.url });
      await until("the first attempt is under way", () => receiver.received.length === 1);
      await world.stopServer();
      receiver.answer = () => new Response(null, { status: 204 });
      await world.startServer();
      await until(
        "it is told",
        async () => (await deliveries(world, `approval=${id}&state=delivered`)).length === 1,
      );
      expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    },
    RETRY_MS,
  );

  test("is refused a webhook_url while there is nothing to sign with, or that is internal", async () => {
    await using unsigned = await openWorld();
    const body = aBody({ webhook_url: "https://hooks.example.com/" });
    expect(await call(unsigned, "POST", "/approvals", body)).toMatchObject({
      status: 400,
      answer: { code: "webhook_secret_missing" },
    });
    await using guarded = await openWorld({}, {}, { COUNTERSIGN_WEBHOOK_SECRET: SECRET });
    const internal = aBody({ webhook_url: "https://169.254.169.254/latest" });
    expect(await call(guarded, "POST", "/approvals", internal)).toMatchObject({
      status: 400,
      answer: { code: "invalid_webhook_url" },
    });
  });
});

describe("a standing endpoint", () => {
  test("is told what it asked for by its own secret, which no other answer shows", async () => {
    await using world = await openWorld({}, {}, SETTINGS);
    const [wanted, other] = [startReceiver(), startReceiver()];
    const added = await call(world, "POST", "/webhooks", { url: wanted.url });
    await call(world, "POST", "/webhooks", { url: other.url, types: ["approval.rejected"] });
    expect(added.status).toBe(201);
    expect(added.answer["id"]).toMatch(/^whk_/);
    const secret = String(added.answer["secret"]);
    const id = await ended(world);
    expect(await settled(world, id)).toMatchObject([{ state: "delivered", webhook: added.answer["id"] }]);
    expect(verified(first(wanted), secret)).toMatchObject({ type: "approval.approved", data: { id } });
    expect(other.received).toEqual([]);
    expect(JSON.stringify(await call(world, "GET", "/webhooks"))).not.toContain("whsec_");
  });

  test("verifies by its old secret and its new one after a rotation", async () => {
    await using world = await openWorld({}, {}, SETTINGS);
    const receiver = startReceiver();
    const { id, secret: old } = (await call(world, "POST", "/webhooks", { url: receiver.url })).answer;
    const { secret } = (await call(world, "POST", `/webhooks/${String(id)}/rotate`)).answer;
    await settled(world, await ended(world));
    expect(verified(first(receiver), String(secret))).toEqual(verified(first(receiver), String(old)));
    expect(secret).not.toBe(old);
  });

  test("that says it is gone is disabled, until it is enabled again; then what failed can be replayed", async () => {
    await using world = await openWorld({}, {}, SETTINGS);
    const receiver = startReceiver();
    receiver.answer = () => new Response(null, { status: 410 });
    const webhook = String((await call(world, "POST", "/webhooks", { url: receiver.url })).answer["id"]);
    const approval = await ended(world);
    const [delivery] = await settled(world, approval);
    expect(delivery).toMatchObject({ state: "failed", last_error: "gone" });
    const path = `/webhooks/${webhook}`;
    expect(await call(world, "GET", path)).toMatchObject({ answer: { disabled_why: "gone" } });

    receiver.answer = () => new Response(null, { status: 204 });
    expect(await call(world, "POST", `${path}/enable`)).toMatchObject({ answer: { disabled_at: null } });
    expect(await call(world, "POST", `/webhooks/deliveries/${String(delivery?.id)}/replay`)).toMatchObject({
      status: 200,
    });
    await until("it is told", async () => (await deliveries(world, "state=delivered")).length === 1);
    const [one, two] = receiver.received;
    expect([two?.headers["webhook-id"], two?.body]).toEqual([one?.headers["webhook-id"], one?.body]);
  });

  test("is told nothing any more once it was removed", async () => {
    await using world = await openWorld({}, {}, SETTINGS);
    const receiver = startReceiver();
    const id = String((await call(world, "POST", "/webhooks", { url: receiver.url })).answer["id"]);
    expect(await call(world, "DELETE", `/webhooks/${id}`)).toMatchObject({ status: 200 });
    expect(await call(world, "DELETE", `/webhooks/${id}`)).toMatchObject({
      status: 404,
      answer: { code: "webhook_not_found" },
    });
    await ended(world);
    expect(await deliveries(world, "")).toEqual([]);
  });
});
