import type { Database } from "bun:sqlite";

import type { SignatureStore } from "../../signature/signature-store.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { type SignatureRow, toSignature } from "./signature-rows.ts";
import type { Writes } from "./write-queue.ts";

const FACTS = `id, approval_id, purpose, validity, validity_ms, media_type, sha256, width, height,
  length(image) as size, image_key, created_at, revoked_at`;

export function createSqliteSignatureStore(db: Database, writes: Writes): SignatureStore {
  const audit = prepareAuditStatements(db);
  const statements = prepare(db);
  return {
    insert({ id, approvalId, purpose, validity, validityMs, image, createdAt }, bytes) {
      const { mediaType, sha256, width, height } = image;
      const about = [mediaType, sha256, width, height] as const;
      statements.insert.run(
        id,
        approvalId,
        purpose,
        validity,
        validityMs,
        bytes,
        ...about,
        createdAt.getTime(),
      );
    },
    async find(id) {
      const row = statements.byId.get(id);
      return row === null ? undefined : toSignature(row);
    },
    async image(id) {
      const row = statements.image.get(id);
      return row === null ? undefined : new Uint8Array(row.image);
    },
    list: async ({ limit, after }) => statements.newest.all(after ?? "~", limit).map(toSignature),
    saveImageKey: (id, imageKey) => writes.run(() => void statements.saveImageKey.run(imageKey, id)),
    revoke: (id, at, actor, requestId) =>
      writes.run(() => {
        const row = statements.byId.get(id);
        if (row === null || statements.revoke.run(at.getTime(), id).changes !== 1) return false;
        // No revision of the approval has changed, and yet its cards say that it is in force.
        statements.oweCards.run(at.getTime(), requestId ?? null, row.approval_id);
        const details = { signature: id };
        return appendAudit(audit, {
          subject: row.approval_id,
          at,
          type: "signature.revoked",
          actor,
          details,
        });
      }),
    note: ({ id, approvalId, revokedAt }, note) =>
      writes.run(() => {
        // Whoever revokes has to be sure that from then on nobody is given it.
        if (statements.byId.get(id)?.revoked_at !== (revokedAt?.getTime() ?? null)) return false;
        return appendAudit(audit, { subject: approvalId, ...note });
      }),
  };
}

function prepare(db: Database) {
  return {
    insert: db.prepare<
      never,
      [string, string, string, string, number, Uint8Array, string, string, number, number, number]
    >(
      `insert into signatures (id, approval_id, purpose, validity, validity_ms, image, media_type, sha256, width, height,
        created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    byId: db.prepare<SignatureRow, [string]>(`select ${FACTS} from signatures where id = ?`),
    newest: db.prepare<SignatureRow, [string, number]>(
      `select ${FACTS} from signatures where id < ? order by id desc limit ?`,
    ),
    image: db.prepare<{ image: Uint8Array }, [string]>("select image from signatures where id = ?"),
    saveImageKey: db.prepare<never, [string, string]>(
      "update signatures set image_key = ? where id = ? and image_key is null",
    ),
    oweCards: db.prepare<never, [number, string | null, string]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select id, 'card.settle', approval_id, ?, 0, 1, ? from cards where approval_id = ? and message_id is not null
       on conflict do update set version = version + 1, attempts = 0,
         request_id = coalesce(excluded.request_id, request_id)`,
    ),
    revoke: db.prepare<never, [number, string]>(
      "update signatures set revoked_at = ? where id = ? and revoked_at is null",
    ),
  };
}
