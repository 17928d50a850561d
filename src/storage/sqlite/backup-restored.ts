import { Database } from "bun:sqlite";

import { unusable } from "./storage-error.ts";

/**
 * Makes a restored database owe every message of what is open once more: since the backup, a chat may show an end that is
 * not known here any more. Answers how many messages.
 */
export function oweOpenCards(path: string, now: Date): number {
  try {
    using db = new Database(path, { readwrite: true, create: false, strict: true });
    const repaint = db.transaction(() => {
      const behind = db.prepare(
        `update cards set shown_revision = 0 where message_id is not null
           and approval_id in (select id from approvals where status = 'pending')`,
      );
      const owe = db.prepare<never, [number]>(
        `insert into outbox (key, kind, approval_id, due_at, attempts, version)
         select id, 'card.update', approval_id, ?, 0, 1 from cards where message_id is not null
           and approval_id in (select id from approvals where status = 'pending')
         on conflict do update set version = version + 1, attempts = 0`,
      );
      behind.run();
      return owe.run(now.getTime()).changes;
    });
    return repaint.immediate();
  } catch (cause) {
    throw unusable(path, cause);
  }
}
