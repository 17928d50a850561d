import type { Database } from "bun:sqlite";

import type { MessageTables } from "./message-tables.ts";

/** A client waits so long for the answer to a press, and undoes updates meanwhile. */
export const PRESS_MS = 3_500;

/**
 * While a client waits for the answer to a press, it undoes whatever update comes. For a press of an approval's button
 * that counted, the update is followed by a settle anyway; these are for all others, in vain or on a posted card, where
 * somebody else's may have had the message updated.
 */
export function prepareUndoneStatements(db: Database, { messages, shownId, settle }: MessageTables) {
  return {
    /** Somebody pressed: until then an update may be undone. */
    noteUndone: db.prepare<never, [number, string]>(
      `update ${messages} set undone_until = max(coalesce(undone_until, 0), ?) where id = ?`,
    ),
    /** Owes a settle at the first time if the message was updated since the second. One that is owed already is not put off. */
    oweIfPainted: db.prepare<never, [number, string | null, string, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select id, '${settle}', ${shownId}, ?, 0, 1, ? from ${messages} where id = ? and painted_at > ?
       on conflict do nothing`,
    ),
    notePainted: db.prepare<never, [number, string]>(`update ${messages} set painted_at = ? where id = ?`),
    /** Owes a settle, not before the second time, if what was painted since the last one may be undone until the first. */
    oweIfUndone: db.prepare<never, [number, number, string | null, string, number, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select id, '${settle}', ${shownId}, max(coalesce(undone_until, 0), ?, ?), 0, 1, ? from ${messages}
       where id = ? and max(coalesce(undone_until, 0), ?) > ?
       on conflict do update set version = version + 1, attempts = 0, due_at = max(due_at, excluded.due_at)`,
    ),
    /** Owes one to each message that was painted since then, by an update or in an answer, as the end of the audit log tells. */
    settleRecent: db.prepare<never, [number, number]>(
      `with recent as (
         select details from audit
         where seq > coalesce((select seq from audit where at <= ?2 order by seq desc limit 1), 0))
       insert into outbox (key, kind, approval_id, due_at, attempts, version)
       select id, '${settle}', ${shownId}, ?1, 0, 1 from ${messages}
       where painted_at > ?2 and (id in (select json_extract(details, '$.card') from recent)
         or message_id in (select json_extract(details, '$.message_id') from recent))
       on conflict do nothing`,
    ),
  };
}
