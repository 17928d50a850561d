import type { Database } from "bun:sqlite";
import { createPublicKey } from "node:crypto";

import { mintReceiptKey, readReceiptKey, type ReceiptKeys } from "../../audit/receipt-key.ts";
import type { Seal } from "../../keys/keyring.ts";
import type { Random } from "../../keys/seal-key.ts";
import type { KeyKind, KnownKey } from "../../keys/server-keys.ts";
import type { Act } from "../../webhook/webhook-store.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { insertLinkKey, insertReceiptKey } from "./key-files.ts";
import { type KeyRow, prepareKeyStatements, toKnownKey } from "./key-rows.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import { StorageError } from "./storage-error.ts";
import { toSecrets, toSecretsColumn } from "./webhook-rows.ts";
import { prepareWebhookStatements } from "./webhook-statements.ts";
import type { Writes } from "./write-queue.ts";

/** The server's own keys, sealed. Each act and its row in the audit log are one commit. */
export interface ServerKeys {
  /** By kind, the newest first; without those that have ended. */
  list(now: Date): readonly KnownKey[];
  receipts(): ReceiptKeys;
  /** Those by which a link is known to be this server's, the newest first. */
  links(now: Date): readonly Uint8Array[];
  /** Another key signs from now on; the one before is kept as what verifies. Answers its id. */
  rotateReceipt(act: Act): Promise<string>;
  /** Another key signs from now on; those before count until then, unless they end sooner. Answers its id. */
  rotateLinks(act: Act, oldUntil: Date): Promise<string>;
  /** Forgets the keys of links and the secrets of webhooks that have ended. */
  dropEnded(now: Date): Promise<void>;
}

const LINK_BYTES = 32;

export function createSqliteServerKeys(db: Database, writes: Writes, seal: Seal, random: Random): ServerKeys {
  const statements = { ...prepareKeyStatements(db), ...prepareAuditStatements(db) };
  const webhooks = prepareWebhookStatements(db);
  let receipts: ReceiptKeys | undefined;

  function secretOf({ id, secret }: KeyRow): string {
    if (secret === null) throw new StorageError("row_impossible", `the key ${id} has no secret`);
    return seal.open(secret, placeOf(SEALED.serverKeys, id));
  }

  function readReceipts(): ReceiptKeys {
    const rows = statements.ofKind.all("receipt");
    const [newest] = rows;
    if (newest === undefined) throw new StorageError("row_impossible", "there is no key for receipts");
    return {
      signing: readReceiptKey(secretOf(newest), "the key of receipts"),
      publicKeys: rows.map((row) => createPublicKey(row.public ?? "")),
    };
  }

  function note(kind: KeyKind, id: string, { at, actor }: Act, details: object = {}): string {
    const entry = { subject: `key_${id}`, at, type: "key.rotated", actor, details: { kind, ...details } };
    appendAudit(statements, entry);
    return id;
  }

  return {
    list: (now) =>
      KINDS.flatMap((kind) =>
        statements.ofKind
          .all(kind)
          .filter((row) => kind !== "link" || inForce(row, now))
          .map((row, index) => toKnownKey(row, index === 0)),
      ),
    receipts: () => (receipts ??= readReceipts()),
    links: (now) =>
      statements.ofKind
        .all("link")
        .filter((row) => inForce(row, now))
        .map((row) => Buffer.from(secretOf(row), "base64")),
    async rotateReceipt(act) {
      const key = mintReceiptKey();
      const id = await writes.run(() => {
        statements.retireReceipt.run(act.at.getTime());
        return note("receipt", insertReceiptKey(statements, key, seal, act.at.getTime()), act);
      });
      receipts = undefined;
      return id;
    },
    rotateLinks(act, oldUntil) {
      const bytes = random(LINK_BYTES);
      return writes.run(() => {
        statements.endLinks.run(oldUntil.getTime());
        const id = insertLinkKey(statements, bytes, seal, act.at.getTime());
        return note("link", id, act, { old_until: oldUntil.toISOString() });
      });
    },
    dropEnded: (now) =>
      writes.run(() => {
        statements.dropLinks.run(now.getTime());
        for (const row of webhooks.endpoints.all()) {
          const secrets = toSecrets(row, seal);
          const kept = secrets.filter(({ until }) => until === undefined || until > now);
          if (kept.length < secrets.length)
            webhooks.setSecrets.run(toSecretsColumn(row.id, kept, seal), row.id);
        }
      }),
  };
}

const KINDS: readonly KeyKind[] = ["seal", "receipt", "link"];

function inForce({ until }: KeyRow, now: Date): boolean {
  return until === null || until > now.getTime();
}
