import type { Database } from "bun:sqlite";

import { CARDS, type MessageTables, POSTINGS } from "./message-tables.ts";
import { prepareUndoneStatements } from "./undone-statements.ts";

/** What a job's end says of its message, for the cards of approvals and for postings. */
export function prepareMessageStatements(db: Database) {
  return { cards: prepareFor(db, CARDS), postings: prepareFor(db, POSTINGS) };
}

function prepareFor(db: Database, tables: MessageTables) {
  const { messages, shown, shownId, update } = tables;
  return {
    ...prepareUndoneStatements(db, tables),
    markAttempted: db.prepare<never, [string]>(`update ${messages} set attempted = 1 where id = ?`),
    /** A message id that a click has told already is never overwritten. */
    show: db.prepare<never, [string | null, string | null, number, string]>(
      `update ${messages} set message_id = coalesce(message_id, ?), chat_id = coalesce(chat_id, ?), shown_revision = ?,
         state = 'sent', error = null where id = ?`,
    ),
    /** A click may have told meanwhile that the message is there: then it did not fail. */
    fail: db.prepare<never, [string, string]>(
      `update ${messages} set state = 'failed', error = ? where id = ? and message_id is null`,
    ),
    fault: db.prepare<never, [string, string]>(`update ${messages} set error = ? where id = ?`),
    oweIfBehind: db.prepare<never, [number, string | null, string]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select message.id, '${update}', message.${shownId}, ?, 0, 1, ? from ${messages} message
         join ${shown} shown on shown.id = message.${shownId}
       where message.id = ? and message.shown_revision < shown.revision
       on conflict do nothing`,
    ),
  };
}
