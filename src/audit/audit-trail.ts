import type { AuditHead, AuditRow } from "./audit-row.ts";

/** The audit log to read from, and to hear of. */
export interface AuditTrail {
  /** Up to `limit` rows that follow `seq`, in their order. */
  after(seq: number, limit: number): readonly AuditRow[];
  head(): AuditHead;
  /**
   * Calls `listener` after each transaction that may have appended rows, once for all of them: whoever reads what
   * follows the last row they know, each time and once more when they begin, misses none. Answers the way to stop.
   */
  onAppended(listener: () => void): () => void;
}
