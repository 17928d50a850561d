import { type Database, SQLiteError } from "bun:sqlite";

import type { ApprovalStore } from "../../approval/approval-store.ts";
import type { DelegationStore } from "../../approval/delegation-store.ts";
import type { AuditTrail } from "../../audit/audit-trail.ts";
import type { Inbox } from "../../callback/inbox.ts";
import type { Keyring } from "../../keys/keyring.ts";
import type { JobQueue, Outbox } from "../../outbox/outbox.ts";
import type { PostingStore } from "../../posting/posting-store.ts";
import type { SignatureStore } from "../../signature/signature-store.ts";
import type { WebhookStore } from "../../webhook/webhook-store.ts";
import { createSqliteApprovalStore } from "./approval-store.ts";
import { createSqliteAuditTrail } from "./audit-trail.ts";
import { type Check, createCheck } from "./check.ts";
import { findClearText } from "./clear-text.ts";
import { createSqliteDelegationStore } from "./delegation-store.ts";
import { openDiskReserve } from "./disk-reserve.ts";
import { createSqliteHandlerStore, type HandlerStore } from "./handler-store.ts";
import { createSqliteInbox } from "./inbox.ts";
import { prepareKeyStatements } from "./key-rows.ts";
import type { OnLongWork } from "./long-work.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";
import { openSeal, type SealOptions } from "./open-seal.ts";
import { createSqliteOutbox } from "./outbox.ts";
import { createSqlitePostingStore } from "./posting-store.ts";
import { createPutForward, type PutForward } from "./put-forward.ts";
import { createSqliteRetention, type Retention } from "./retention.ts";
import { createSealRotation, type SealRotation } from "./seal-rotation.ts";
import { createSqliteServerKeys, type ServerKeys } from "./server-keys.ts";
import { createSqliteSignatureStore } from "./signature-store.ts";
import { claimDataDir, refuseHalfRestored } from "./single-writer.ts";
import { unusable } from "./storage-error.ts";
import { createSqliteTokenStore, type TokenStore } from "./token-store.ts";
import { createSqliteWebhookOutbox } from "./webhook-outbox.ts";
import { createSqliteWebhookStore } from "./webhook-store.ts";
import { createWriteHealth, type WriteHealth } from "./write-health.ts";
import { openWriteLog } from "./write-log.ts";
import { WriteQueue, type Writes } from "./write-queue.ts";

export interface Storage {
  readonly approvals: ApprovalStore;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly postings: PostingStore;
  readonly webhooks: WebhookStore;
  readonly webhookOutbox: JobQueue;
  readonly tokens: TokenStore;
  readonly delegations: DelegationStore;
  readonly signatures: SignatureStore;
  readonly handlers: HandlerStore;
  readonly retention: Retention;
  readonly keys: ServerKeys;
  readonly seal: SealRotation;
  readonly putForward: PutForward;
  /** Whether the database can be written to now. */
  readonly check: Check;
  /** Why not even reading goes, in one line, or undefined. */
  readonly stuck: () => string | undefined;
  /** What does not keep it from that now, and will. */
  readonly warnings: readonly Check[];
  /** To be called now and then: room is kept in reserve, and a log that grew too long is cut off. Rejects where it cannot. */
  keepUp(): Promise<void>;
  close(): void;
}

export interface StorageOptions extends SealOptions {
  /** The first start of a new version may work long before this returns. */
  readonly onLongWork?: OnLongWork | undefined;
}

/** All that a server keeps, in `dataDir`, for this process alone. Throws StorageError, and AuditError for its keys. */
export function openStorage(
  dataDir: string,
  options: StorageOptions,
  queue: (db: Database, health: WriteHealth) => Writes = (db, health) => new WriteQueue(db, health),
): Storage {
  const claim = claimDataDir(dataDir);
  const [db, ring] = openClaimed(dataDir, claim, options);
  const keyStatements = prepareKeyStatements(db);
  const audit = createSqliteAuditTrail(db);
  const reserve = openDiskReserve(dataDir);
  const health = createWriteHealth(db, dataDir, reserve);
  const writeLog = openWriteLog(db);
  const writes = audit.announcing(queue(db, health));
  const approvals = createSqliteApprovalStore(db, writes);
  return {
    approvals,
    audit,
    outbox: createSqliteOutbox(db, writes),
    inbox: createSqliteInbox(db, writes, ring),
    postings: createSqlitePostingStore(db, writes, ring),
    webhooks: createSqliteWebhookStore(db, writes, approvals, ring),
    webhookOutbox: createSqliteWebhookOutbox(db, writes),
    tokens: createSqliteTokenStore(db),
    delegations: createSqliteDelegationStore(db, writes),
    signatures: createSqliteSignatureStore(db, writes),
    handlers: createSqliteHandlerStore(db, writes, ring),
    retention: createSqliteRetention(db, writes),
    keys: createSqliteServerKeys(db, writes, ring, options.random),
    seal: createSealRotation(db, writes, { dataDir, ring, random: options.random, keys: options.keys }),
    putForward: createPutForward(db, writes),
    check: createCheck("database", health.fault),
    stuck: health.stuck,
    warnings: [
      createCheck("disk", reserve.fault),
      createCheck("write_log", writeLog.fault),
      createCheck("clear_text", () => findClearText(db, keyStatements)),
    ],
    async keepUp() {
      if (writeLog.fault() !== undefined) writeLog.fold();
      await reserve.refill();
    },
    close() {
      try {
        closeDatabase(db);
      } finally {
        claim.release();
      }
    },
  };
}

function openClaimed(
  dataDir: string,
  claim: { release(): void },
  { onLongWork = () => {}, ...seals }: StorageOptions,
): readonly [Database, Keyring] {
  let db: Database | undefined;
  try {
    refuseHalfRestored(dataDir);
    db = openDatabase(dataDir, onLongWork);
    return [db, openSeal(db, dataDir, seals, onLongWork)];
  } catch (fault) {
    const explained = db && fault instanceof SQLiteError ? unusable(db.filename, fault) : fault;
    db?.close();
    claim.release();
    throw explained;
  }
}
