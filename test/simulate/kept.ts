import type { Database, Statement } from "bun:sqlite";

import type { ApprovalStore } from "../../src/approval/approval-store.ts";
import type { JobQueue, Outbox } from "../../src/outbox/outbox.ts";
import { createSqliteApprovalStore } from "../../src/storage/sqlite/approval-store.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";
import { createSqliteOutbox } from "../../src/storage/sqlite/outbox.ts";
import { createSqliteWebhookOutbox } from "../../src/storage/sqlite/webhook-outbox.ts";
import { createSqliteWebhookStore } from "../../src/storage/sqlite/webhook-store.ts";
import type { Writes } from "../../src/storage/sqlite/write-queue.ts";
import type { WebhookStore } from "../../src/webhook/webhook-store.ts";
import { aSeal } from "../support/open-storage.ts";
import type { Planted } from "./planted.ts";

/** A disk that can be full, and a process that can die in the middle of a transaction. Nothing of that is committed. */
interface Disk {
  /** Throws when the next commit is to fail. */
  onCommit: () => void;
  /** Called with the commit made. */
  onCommitted: () => void;
  /** Throws when the process is to die. */
  onWrite: () => void;
}

/** The store's real statements over a database in memory, which is what is left when the process dies. */
export interface Kept {
  readonly db: Database;
  readonly disk: Disk;
  readonly approvals: ApprovalStore;
  readonly outbox: Outbox;
  readonly webhooks: WebhookStore;
  readonly webhookOutbox: JobQueue;
  /** The database as a new process's write queue sees it. */
  readonly queueDb: Database;
  /** Where the process that lives now has its commits made. */
  writes: Writes;
  wipe(): void;
}

const TABLES = ["audit", "cards", "webhook_deliveries", "approvals", "outbox", "idempotency_keys"];

export function openKept(planted: Planted): Kept {
  const db = openMemoryDatabase();
  for (const sql of planted.schema ?? []) db.run(sql);
  const disk: Disk = { onCommit: () => {}, onCommitted: () => {}, onWrite: () => {} };
  const patched = patch(db, disk, planted);
  const writes: Writes = { run: (step) => kept.writes.run(step) };
  const approvals = createSqliteApprovalStore(patched, writes);
  const outbox = lookingFirst(db, createSqliteOutbox(patched, writes));
  const webhooks = createSqliteWebhookStore(patched, writes, approvals, aSeal());
  const wipes = TABLES.map((table) => db.prepare(`delete from ${table}`));
  const kept: Kept = {
    db,
    disk,
    approvals: planted.approvals?.(approvals, writes, db) ?? approvals,
    outbox: planted.outbox?.(outbox) ?? outbox,
    webhooks: planted.webhooks?.(webhooks) ?? webhooks,
    webhookOutbox: createSqliteWebhookOutbox(patched, writes),
    queueDb: patched,
    writes: { run: () => Promise.reject(new Error("nobody lives")) },
    wipe() {
      for (const statement of wipes) statement.run();
    },
  };
  requirePlanted(planted);
  return kept;
}

/** A look at an outbox in which nothing is due changes nothing, and is most of what a world does: it is left out. */
function lookingFirst(db: Database, outbox: Outbox): Outbox {
  const isDue = db.prepare<{ key: string }, [number, number]>(
    `select key from outbox where kind <> 'webhook.deliver' and due_at <= ?
       and (leased_until is null or leased_until <= ?) limit 1`,
  );
  return {
    ...outbox,
    lease: async (now, until, limit) =>
      isDue.get(now.getTime(), now.getTime()) === null ? [] : outbox.lease(now, until, limit),
  };
}

const changedSql = new WeakMap<Planted, Set<string>>();

/** A fault that changes nothing any more, because the SQL has, is an error here and not a fault that is not caught. */
function requirePlanted(planted: Planted): void {
  for (const [from] of planted.sql ?? []) {
    if (changedSql.get(planted)?.has(from) !== true)
      throw new Error(`${planted.name}: no statement has “${from}” any more`);
  }
}

function patch(db: Database, disk: Disk, planted: Planted): Database {
  const changed = new Set<string>();
  changedSql.set(planted, changed);
  const rewrite = (sql: string): string =>
    (planted.sql ?? []).reduce((text, [from, to]) => {
      if (text.includes(from)) changed.add(from);
      return text.replaceAll(from, to);
    }, sql);
  return new Proxy(db, {
    get(target, name) {
      if (name === "prepare") return (sql: string) => watch(db, disk, planted, rewrite(sql));
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The statements at which a process may die, and the commit, which may fail. */
function watch(db: Database, disk: Disk, planted: Planted, sql: string): Statement {
  if (planted.noTransactions && (sql === "begin immediate" || sql === "commit"))
    return db.prepare("select 1");
  const statement = db.prepare(sql);
  if (sql === "commit")
    return around(
      statement,
      () => failing(db, disk.onCommit, planted),
      () => disk.onCommitted(),
    );
  if (sql.startsWith("insert into outbox") || sql.startsWith("insert into webhook_deliveries"))
    return around(statement, () => failing(db, disk.onWrite, planted));
  return statement;
}

/** SQLite itself has rolled back when a disk is full, and a process that dies leaves nothing of its transaction. */
function failing(db: Database, attempt: () => void, { ignoresFullDisk }: Planted): void {
  try {
    attempt();
  } catch (fault) {
    if (db.inTransaction) db.run("rollback");
    if (ignoresFullDisk) db.run("begin");
    else throw fault;
  }
}

function around(statement: Statement, before: () => void, after = (): void => {}): Statement {
  return new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "run") return value.bind(target);
      return (...values: unknown[]) => {
        before();
        const made: unknown = value.apply(target, values);
        after();
        return made;
      };
    },
  });
}
