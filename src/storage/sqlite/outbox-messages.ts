import type { Database } from "bun:sqlite";

/** Where the messages of one sort are kept, and what they show. */
interface MessageTables {
  readonly messages: "cards" | "posted_messages";
  readonly shown: "approvals" | "postings";
  readonly shownId: "approval_id" | "posting_id";
  readonly update: "card.update" | "posting.update";
}

const CARDS: MessageTables = {
  messages: "cards",
  shown: "approvals",
  shownId: "approval_id",
  update: "card.update",
};

const POSTINGS: MessageTables = {
  messages: "posted_messages",
  shown: "postings",
  shownId: "posting_id",
  update: "posting.update",
};

/** What a job's end says of its message, for the cards of approvals and for postings. */
export function prepareMessageStatements(db: Database) {
  return { cards: prepareFor(db, CARDS), postings: prepareFor(db, POSTINGS) };
}

function prepareFor(db: Database, { messages, shown, shownId, update }: MessageTables) {
  return {
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
