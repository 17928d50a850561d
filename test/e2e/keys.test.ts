import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readPublicKeys, verifyReceipt } from "../../src/audit/verify-receipt.ts";
import { readImage } from "../support/image-parts.ts";
import { LOOPBACK, startReceiver } from "../webhook/receiver.ts";
import { aBody, ADA, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";
import { FROM_SOURCE, startProgram } from "./start-program.ts";

const DAY_MS = 86_400_000;

interface Key {
  readonly kind: string;
  readonly id: string;
  readonly newest: boolean;
}

async function call(world: World, method: string, path: string, body?: FormData | object): Promise<Response> {
  return fetch(`${world.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
}

async function keysOf(world: World, kind: string): Promise<readonly Key[]> {
  const { data } = (await (await call(world, "GET", "/server-keys")).json()) as { data: readonly Key[] };
  return data.filter((key) => key.kind === kind);
}

async function rotate(world: World, ...key: readonly string[]): Promise<string> {
  const args = ["keys", "rotate", ...key];
  const env = { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN };
  await using program = startProgram([...FROM_SOURCE, ...args], { env });
  expect([await program.ended, program.out()]).toEqual([0, expect.stringMatching(/^\S+\n$/)]);
  return program.out().trim();
}

async function decided(world: World, title: string): Promise<string> {
  const { id } = await world.client.create(aBody({ title }));
  await world.press(await world.card((card) => card.title === title && card.template === "orange"), ADA);
  return id;
}

async function receiptOf(world: World, id: string): Promise<string> {
  const response = await call(world, "GET", `/approvals/${id}/receipt`);
  expect(response.status).toBe(200);
  return response.text();
}

test("Receipts are genuine before and after their key is changed, by what GET /v1/keys then says", async () => {
  await using world = await openWorld();
  const id = await decided(world, "one");
  const before = await receiptOf(world, id);
  const newest = await rotate(world, "receipt");
  const after = await receiptOf(world, id);
  const keys = readPublicKeys(await (await fetch(`${world.url}/v1/keys`)).text());
  expect([before, after].map((text) => verifyReceipt(text, keys).kind)).toEqual(["genuine", "genuine"]);
  expect([JSON.parse(before).key_id === newest, JSON.parse(after).key_id === newest]).toEqual([false, true]);
  expect((await keysOf(world, "receipt")).map((key) => [key.id === newest, key.newest])).toEqual([
    [true, true],
    [false, false],
  ]);
  await world.stopServer();
  await world.startServer();
  expect(JSON.parse(await receiptOf(world, id)).key_id).toBe(newest);
});

test("A link that was given out leads to its image after the key of links has changed, and no longer than a day", async () => {
  let ahead = 0;
  await using world = await openWorld({}, { clock: () => new Date(Date.now() + ahead) });
  const parts = new FormData();
  parts.set("image", new Blob([readImage("drawn.jpg")]), "signature.jpg");
  const request = {
    to: [{ chat_id: GROUP }],
    approvers: [{ open_id: ADA }],
    requested_by: { name: "Legal" },
  };
  parts.set("request", JSON.stringify({ ...request, purpose: "Contract 42", validity: "1 week" }));
  const { id } = (await (await call(world, "POST", "/signatures", parts)).json()) as { id: string };
  await world.press(await world.card(), ADA);
  const link = async (): Promise<string> => {
    const response = await call(world, "POST", `/signatures/${id}/link`, { expires_in: 86_400 });
    return ((await response.json()) as { url: string }).url.replace(/^https?:\/\/[^/]+/, world.url);
  };
  const old = await link();
  await rotate(world, "links");
  const next = await link();
  expect(new URL(next).searchParams.get("sig")).not.toBe(new URL(old).searchParams.get("sig"));
  expect([(await fetch(old)).status, (await fetch(next)).status]).toEqual([200, 200]);
  expect(await keysOf(world, "link")).toHaveLength(2);
  ahead = DAY_MS + 1_000;
  expect((await fetch(old)).status).toBe(403);
  expect(await keysOf(world, "link")).toHaveLength(1);
});

test("While every key is changed again and again, nothing that is in use is refused", async () => {
  await using world = await openWorld({}, {}, { COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK });
  const receiver = startReceiver();
  const made = await call(world, "POST", "/webhooks", { url: receiver.url });
  const { id: endpoint } = (await made.json()) as { id: string };
  const over = new AbortController();
  const receipts: string[] = [];
  const use = async (): Promise<void> => {
    for (let title = 0; !over.signal.aborted || title < 3; title += 1)
      receipts.push(await receiptOf(world, await decided(world, `no ${title}`)));
  };
  const used = use();
  for (let round = 0; round < 4; round += 1) {
    for (const kind of ["seal", "receipt", "link"]) {
      expect((await call(world, "POST", `/server-keys/${kind}/rotate`)).status).toBe(200);
    }
    expect((await call(world, "POST", `/webhooks/${endpoint}/rotate`)).status).toBe(200);
  }
  over.abort();
  await used;
  const keys = readPublicKeys(await (await fetch(`${world.url}/v1/keys`)).text());
  expect(keys).toHaveLength(5);
  expect(receipts.map((text) => verifyReceipt(text, keys).kind)).toEqual(receipts.map(() => "genuine"));
  await until("all decisions were told of", () => receiver.received.length === receipts.length);
  await until("one key seals", async () => (await keysOf(world, "seal")).length === 1);
  const [seal] = await keysOf(world, "seal");
  expect(seal?.id).toBe(idInFile(world.dataDir));
});

test("A kill amid a change of the key that seals loses nothing: all is there after, under one key", async () => {
  await using world = await openWorld({}, {}, { COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK });
  const receiver = startReceiver();
  await call(world, "POST", "/webhooks", { url: receiver.url });
  await world.stopServer();
  for (let round = 0; round < 3; round += 1) {
    await using server = startProgram([...FROM_SOURCE, "serve"], { env: world.env });
    await server.find(/ready/);
    await call(world, "POST", "/server-keys/seal/rotate");
    server.signal("SIGKILL");
    await server.ended;
  }
  await world.startServer();
  await decided(world, "after");
  await until("it was told of", () => receiver.received.length === 1);
  await until("one key seals", async () => (await keysOf(world, "seal")).length === 1);
});

/** As the server names it. */
function idInFile(dataDir: string): string {
  const bytes = Buffer.from(readFileSync(join(dataDir, "seal.key"), "utf8"), "base64");
  return createHash("sha256").update("countersign seal key 1\n").update(bytes).digest("hex").slice(0, 16);
}
