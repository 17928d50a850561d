import { type AuditHead, type AuditRow, NO_ROWS } from "./audit-row.ts";
import { hashRow } from "./hash-row.ts";

/** A place where the log is not as it was written. */
interface AuditFault {
  /** The row where it shows. */
  readonly seq: number;
  readonly kind:
    /** The row, or the hash that it is chained by, is not what was written. */
    | "altered"
    /** Rows are missing before this one. */
    | "removed"
    /** It stands where another one was. */
    | "reordered"
    /** The log ends before the head that is known from elsewhere, or had another row there. */
    | "head_missing";
  readonly message: string;
}

export interface AuditReport {
  readonly count: number;
  /** The last row: to be kept where whoever can write in the database cannot. */
  readonly head: AuditHead;
  readonly faults: readonly AuditFault[];
}

/** A head that was written down before; either is enough to find a tail that was cut off. */
export interface Anchor {
  readonly hash?: string | undefined;
  readonly count?: number | undefined;
}

/**
 * Recomputes the chain over all rows, in the order they are given. Finds every edit, removal, insertion and reordering
 * but one: a tail that was cut off, or written anew from some row on, shows only against an anchor.
 */
export function verifyAudit(rows: Iterable<AuditRow>, anchor: Anchor = {}): AuditReport {
  const faults: AuditFault[] = [];
  let head = NO_ROWS;
  let count = 0;
  let isAnchored = anchor.hash === undefined;
  for (const row of rows) {
    const fault = faultOf(row, head);
    if (fault !== undefined) faults.push(fault);
    // The chain goes on from what stands there, so that one edit is one fault.
    head = row;
    count++;
    isAnchored ||= matches(row, anchor);
  }
  const { seq, hash } = head;
  if (!isAnchored || count < (anchor.count ?? 0)) faults.push(headMissing(seq, count, anchor));
  return { count, head: { seq, hash }, faults };
}

function faultOf(row: AuditRow, before: AuditHead): AuditFault | undefined {
  const { seq, hash: recorded } = row;
  const computed = hashRow(before.hash, row);
  if (seq === before.seq + 1) {
    if (recorded === computed) return undefined;
    return { seq, kind: "altered", message: `row ${seq} is not what was written` };
  }
  if (seq > before.seq) {
    const missing = seq - before.seq === 2 ? `row ${seq - 1} is` : `rows ${before.seq + 1} to ${seq - 1} are`;
    return { seq, kind: "removed", message: `${missing} missing` };
  }
  return { seq, kind: "reordered", message: `row ${seq} stands after row ${before.seq}` };
}

function matches({ seq, hash: recorded }: AuditRow, { hash: known, count }: Anchor): boolean {
  return recorded === known && (count === undefined || seq === count);
}

function headMissing(seq: number, count: number, { hash, count: known }: Anchor): AuditFault {
  const wanted = [known && `row ${known}`, hash && `the hash ${hash}`].filter(Boolean).join(" with ");
  return { seq, kind: "head_missing", message: `${wanted} is not in the log, which has ${count} rows` };
}
