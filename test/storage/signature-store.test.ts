import { describe, expect, test } from "bun:test";

import type { Signature } from "../../src/signature/signature.ts";
import { createSqliteApprovalStore } from "../../src/storage/sqlite/approval-store.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";
import { createSqliteOutbox } from "../../src/storage/sqlite/outbox.ts";
import { createSqliteSignatureStore } from "../../src/storage/sqlite/signature-store.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import { after, type Engine, newApproval, save, sent, TOKEN } from "./engine.ts";

const AT = new Date("2026-03-02T09:00:00Z");
const ACTOR = { kind: "token", id: "tok_1" } as const;
const SIGNATURE: Signature = {
  id: "sig_1",
  approvalId: "apr_1",
  purpose: "Contract 42",
  validity: "1 week",
  validityMs: 604_800_000,
  image: { mediaType: "image/png", width: 2, height: 3, sha256: "ab", size: 4 },
  createdAt: AT,
};

function open() {
  const db = openMemoryDatabase();
  const writes = new WriteQueue(db);
  const store = createSqliteSignatureStore(db, writes);
  const engine: Engine = {
    approvals: createSqliteApprovalStore(db, writes),
    outbox: createSqliteOutbox(db, writes),
    close: () => db.close(),
  };
  store.insert(SIGNATURE, Uint8Array.of(1, 2, 3, 4));
  const audited = () =>
    db
      .query<{ type: string }, []>("select type from audit")
      .all()
      .map(({ type }) => type);
  return { store, engine, audited };
}

describe("the signature store", () => {
  test("gives back what it was given", async () => {
    const { store } = open();
    expect(await store.find("sig_1")).toEqual(SIGNATURE);
    expect(await store.image("sig_1")).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect([await store.find("sig_2"), await store.image("sig_2")]).toEqual([undefined, undefined]);
  });

  test("lets nobody use what was revoked since they looked", async () => {
    const { store, audited } = open();
    const seen = await store.find("sig_1");
    if (seen === undefined) throw new Error("it is there");
    const note = { at: AT, type: "signature.used", actor: ACTOR, details: {} } as const;
    expect(await store.note(seen, note)).toBe(true);
    expect([await store.revoke("sig_1", AT, ACTOR), await store.revoke("sig_1", AT, ACTOR)]).toEqual([
      true,
      false,
    ]);
    expect(await store.note(seen, note)).toBe(false);
    expect(audited()).toEqual(["signature.used", "signature.revoked"]);
  });

  test("owes the cards of what was revoked another look, and only those that were sent", async () => {
    const { store, engine } = open();
    await sent(engine, newApproval("apr_1"));
    await save(engine.approvals, newApproval("apr_2"), TOKEN);
    await store.revoke("sig_1", after(10), ACTOR);
    const owed = await engine.outbox.lease(after(10), after(60), 10);
    expect(new Set(owed.map(({ kind, subject }) => `${kind} ${subject}`))).toEqual(
      new Set(["card.settle apr_1", "card.send apr_2"]),
    );
  });

  test("keeps the first key that Lark gave to its image", async () => {
    const { store } = open();
    await store.saveImageKey("sig_1", "img_1");
    await store.saveImageKey("sig_1", "img_2");
    expect(await store.find("sig_1")).toMatchObject({ imageKey: "img_1" });
  });
});
