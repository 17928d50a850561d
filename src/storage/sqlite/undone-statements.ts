import type { Database } from "bun:sqlite";

/**
 * While a client waits for the answer to a press, it undoes whatever update comes. For a press that counted, the update
 * is followed by a settle anyway; these are for presses that did not, where others' may have had the card updated.
 */
export function prepareUndoneStatements(db: Database) {
  return {
    /** Somebody pressed in vain: until then an update may be undone. */
    noteUndone: db.prepare<never, [number, string]>(
      "update cards set undone_until = max(coalesce(undone_until, 0), ?) where id = ?",
    ),
    /** Owes a settle at the first time if the card was updated since the second. One that is owed already is not put off. */
    oweIfPainted: db.prepare<never, [number, string | null, string, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select id, 'card.settle', approval_id, ?, 0, 1, ? from cards where id = ? and painted_at > ?
       on conflict do nothing`,
    ),
    notePainted: db.prepare<never, [number, string]>("update cards set painted_at = ? where id = ?"),
    /** Owes a settle, not before the second time, if what was painted since the last one may be undone until the first. */
    oweIfUndone: db.prepare<never, [number, number, string | null, string, number, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select id, 'card.settle', approval_id, max(coalesce(undone_until, 0), ?, ?), 0, 1, ? from cards
       where id = ? and max(coalesce(undone_until, 0), ?) > ?
       on conflict do update set version = version + 1, attempts = 0, due_at = max(due_at, excluded.due_at)`,
    ),
    /** Owes one to each card that was updated since then, as the end of the audit log tells. */
    settleRecent: db.prepare<never, [number, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version)
       select cards.id, 'card.settle', approval_id, ?1, 0, 1 from cards
       where painted_at > ?2 and cards.id in (
         select json_extract(details, '$.card') from audit
         where seq > coalesce((select seq from audit where at <= ?2 order by seq desc limit 1), 0)
           and type in ('card.update.delivered', 'card.settle.delivered'))
       on conflict do nothing`,
    ),
  };
}
