import type { Database } from "bun:sqlite";

import { type AuditHead, type AuditRow, NO_ROWS } from "../../audit/audit-row.ts";
import type { AuditTrail } from "../../audit/audit-trail.ts";
import type { Writes } from "./write-queue.ts";

interface AnnouncedTrail extends AuditTrail {
  /** The writes with each commit of theirs announced to those who listen. */
  announcing(writes: Writes): Writes;
}

export function createSqliteAuditTrail(db: Database): AnnouncedTrail {
  const following = db.prepare<AuditRow, [number, number]>(
    `select seq, subject, event_id as eventId, at, type, actor, details, hash from audit
     where seq > ? order by seq limit ?`,
  );
  const last = db.prepare<AuditHead, []>("select seq, hash from audit order by seq desc limit 1");
  const listeners = new Set<() => void>();
  let isToldSoon = false;

  function announce(): void {
    if (listeners.size === 0 || isToldSoon) return;
    isToldSoon = true;
    // All that one disk write has committed is told of at once.
    setImmediate(() => {
      isToldSoon = false;
      for (const listener of listeners) listener();
    });
  }

  return {
    after: (seq, limit) => following.all(seq, limit),
    head: () => last.get() ?? NO_ROWS,
    onAppended(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    announcing: (writes) => ({
      async run(step) {
        const value = await writes.run(step);
        announce();
        return value;
      },
    }),
  };
}
