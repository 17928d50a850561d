import type { Database } from "bun:sqlite";

import { prepareAuditStatements } from "./append-audit.ts";
import type { ApprovalRow, CardRow } from "./approval-rows.ts";
import type { DelegationRow } from "./delegation-rows.ts";
import { CARDS } from "./message-tables.ts";
import { prepareOwingStatements } from "./owing-statements.ts";
import { prepareUndoneStatements } from "./undone-statements.ts";

/** The statements of a click, prepared once: the query builder anew for each would cost more than the commit. */
export function prepareApprovalStatements(db: Database) {
  return {
    ...prepareAuditStatements(db),
    ...prepareOwingStatements(db),
    approval: db.prepare<ApprovalRow, [string]>("select * from approvals where id = ?"),
    cards: db.prepare<CardRow, [string]>(
      'select id, stage, "to", state, message_id, chat_id, error, attempted, shown_revision from cards where approval_id = ?',
    ),
    approvalOfCard: db.prepare<{ approval_id: string }, [string]>(
      "select approval_id from cards where id = ?",
    ),
    cardOfMessage: db.prepare<{ id: string }, [string]>("select id from cards where message_id = ?"),
    insertApproval: db.prepare<
      never,
      [string, string, number, string, string, number, number, number | null]
    >(
      "insert into approvals (id, status, revision, request, votes, progress, created_at, expires_at, next_at) values (?, ?, ?, ?, '[]', ?, ?, ?, ?)",
    ),
    insertCard: db.prepare<never, [string, string, number, string, string, string]>(
      'insert into cards (id, approval_id, stage, "to", state, schema, attempted, shown_revision) values (?, ?, ?, ?, ?, ?, 0, 0)',
    ),
    adoptMessage: db.prepare<never, [string, string | null, string]>(
      "update cards set message_id = ?, chat_id = coalesce(chat_id, ?), state = 'sent' where id = ? and message_id is null",
    ),
    /** The law: an approval that has ended, or has changed since it was read, is not changed. */
    saveApproval: db.prepare<
      never,
      [string, number, string, string, number | null, number | null, string, number]
    >(
      "update approvals set status = ?, revision = ?, votes = ?, progress = ?, next_at = ?, decided_at = ? where id = ? and status = 'pending' and revision = ?",
    ),
    /** As `owe`, for the card that was clicked: once more after the update, when the client undoes nothing any more. */
    oweSettled: db.prepare<never, [string, string, number, number, string | null]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, settle_at, request_id)
       values (?, 'card.update', ?, ?, 0, 1, ?, ?)
       on conflict do update set version = version + 1, attempts = 0, due_at = max(due_at, excluded.due_at),
         settle_at = max(coalesce(settle_at, 0), excluded.settle_at),
         request_id = coalesce(excluded.request_id, request_id)`,
    ),
    ...prepareUndoneStatements(db, CARDS),
    audited: db.prepare<{ type: string; details: string }, [string, string]>(
      "select type, details from audit where subject = ? and event_id = ?",
    ),
    due: db.prepare<{ id: string }, [number, number]>(
      "select id from approvals where status = 'pending' and next_at <= ? order by next_at limit ?",
    ),
    receivers: db.prepare<{ id: string; url: string; types: string | null }, []>(
      "select id, url, types from webhook_endpoints where disabled_at is null",
    ),
    insertDelivery: db.prepare<never, [string, string | null, string, string, string, number]>(
      `insert into webhook_deliveries (id, endpoint_id, approval_id, url, type, state, attempts, created_at)
       values (?, ?, ?, ?, ?, 'pending', 0, ?)`,
    ),
    delegationsTo: db.prepare<DelegationRow, [string]>(
      `select id, "from", "to", starts_at, ends_at, revoked_at from delegations
       where to_open_id = ? and revoked_at is null`,
    ),
  };
}

export type ApprovalStatements = ReturnType<typeof prepareApprovalStatements>;
