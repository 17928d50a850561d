import type { Database } from "bun:sqlite";

import { prepareAuditStatements } from "./append-audit.ts";
import { POSTINGS } from "./message-tables.ts";
import { prepareOwingStatements } from "./owing-statements.ts";
import type { PostedMessageRow, PostingRow } from "./posting-rows.ts";
import { prepareUndoneStatements } from "./undone-statements.ts";

export function preparePostingStatements(db: Database) {
  return {
    ...prepareAuditStatements(db),
    ...prepareOwingStatements(db),
    ...prepareUndoneStatements(db, POSTINGS),
    posting: db.prepare<PostingRow, [string]>("select * from postings where id = ?"),
    messages: db.prepare<PostedMessageRow, [string]>("select * from posted_messages where posting_id = ?"),
    ofMessage: db.prepare<{ id: string; posting_id: string }, [string]>(
      "select id, posting_id from posted_messages where message_id = ?",
    ),
    ofPart: db.prepare<{ posting_id: string }, [string]>(
      "select posting_id from posted_messages where id = ?",
    ),
    /** An id that sorts after all others stands for no page before. */
    list: db.prepare<{ id: string }, [string, number]>(
      "select id from postings where id < ? order by id desc limit ?",
    ),
    sending: db.prepare<{ posting_id: string }, [number]>(
      `select distinct message.posting_id from outbox job join posted_messages message on message.id = job.key
       where job.kind = 'posting.send' and job.leased_until > ? and message.message_id is null`,
    ),
    insertPosting: db.prepare<never, [string, string, number, string, number]>(
      "insert into postings (id, card, revision, actions, created_at) values (?, ?, ?, ?, ?)",
    ),
    insertMessage: db.prepare<
      never,
      [string, string, string | null, string, string | null, string | null, number]
    >(
      `insert into posted_messages (id, posting_id, "to", state, message_id, chat_id, attempted, shown_revision)
       values (?, ?, ?, ?, ?, ?, ?, 0)`,
    ),
    /** The law: a card that has changed since it was read is not changed. */
    saveCard: db.prepare<never, [string, number, string, number]>(
      "update postings set card = ?, revision = ? where id = ? and revision = ?",
    ),
    saveGrant: db.prepare<never, [string, number, number, string, string]>(
      `update posted_messages set grant_token = ?, grant_until = ?, grant_uses = ?, grant_open_id = ?
       where message_id = ?`,
    ),
    /** In the answer to a click. */
    shown: db.prepare<never, [number, number, string]>(
      "update posted_messages set shown_revision = ?, painted_at = ? where id = ?",
    ),
    useGrant: db.prepare<never, [string, number]>(
      `update posted_messages set grant_uses = grant_uses - 1
       where id = ? and grant_uses > 0 and grant_until > ?`,
    ),
  };
}

export type PostingStatements = ReturnType<typeof preparePostingStatements>;
