import { Database } from "bun:sqlite";
import { expect, onTestFinished } from "bun:test";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { SealKey } from "../../src/keys/seal-key.ts";
import { openStorage, type Storage } from "../../src/storage/sqlite/open-storage.ts";

export const NOW = new Date("2026-03-01T00:00:00Z");
export const ACT = { at: NOW, actor: { kind: "local" } } as const;
const GRANT = {
  token: "c-planted-grant",
  until: new Date(NOW.getTime() + 60_000),
  usesLeft: 2,
  openId: "ou_1",
};
export const PLANTED = [
  "whsec_planted",
  "c-planted-event",
  "c-planted-grant",
  "planted-by-handler",
  "planted-old",
];

export function open(dataDir: string, keys: readonly SealKey[] = []): Storage {
  const storage = openStorage(dataDir, { keys, random: randomBytes, clock: () => NOW });
  onTestFinished(() => {
    try {
      storage.close();
    } catch {}
  });
  return storage;
}

/** Something secret at every place. */
export async function plant(storage: Storage): Promise<void> {
  const { webhooks, inbox, postings, handlers } = storage;
  for (const id of ["whk_1", "whk_2"]) {
    const endpoint = { id, url: "https://example.com", createdAt: NOW };
    await webhooks.insertEndpoint(endpoint, `whsec_planted${id}`, ACT);
  }
  await inbox.take("ev_1", event(), NOW);
  const posting = { id: "pst_1", card: {}, revision: 1, actions: [], messages: [], createdAt: NOW };
  await postings.adopt(posting, { message_id: "om_1", grant: GRANT }, NOW);
  await handlers.set("a", "key", "planted-by-handler");
}

export function event() {
  return { eventId: "ev_1", eventType: "card.action.trigger", token: "c-planted-event" } as never;
}

export async function readBack(storage: Storage): Promise<void> {
  const { webhooks, inbox, postings, handlers } = storage;
  expect(await inbox.read("ev_1")).toEqual(event());
  expect((await postings.findByMessage("om_1"))?.messages[0]?.grant).toEqual(GRANT);
  expect(handlers.get("a", "key")).toBe("planted-by-handler");
  expect(await webhooks.rotateSecret("whk_1", "whsec_plantedwhk_1", NOW, ACT)).toBe(true);
}

/** What of this stands in any file of the directory, as it is. */
export function found(dataDir: string, words: readonly string[] = PLANTED): readonly string[] {
  return readdirSync(dataDir).flatMap((name) => {
    const bytes = readFileSync(join(dataDir, name));
    return words.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`);
  });
}

/** Writes to the database as nobody of ours does, with the server stopped. */
export function tamper(dataDir: string, ...sql: readonly string[]): void {
  using db = new Database(join(dataDir, "countersign.db"));
  for (const one of sql) db.run(one);
  db.run("pragma wal_checkpoint(TRUNCATE)");
}

/** One pass of sealing anew. */
export async function goOver({ seal }: Storage): Promise<void> {
  let place = await seal.step();
  while (place !== undefined) place = await seal.step(place);
}

/** Until no old key is needed. */
export async function resealAll(storage: Storage): Promise<void> {
  const { seal } = storage;
  do await goOver(storage);
  while (!(await seal.finish(NOW)));
  expect(seal.isOwed()).toBe(false);
}
