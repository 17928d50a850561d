/** One row of the audit log, as it is stored: the hash is over these very values. */
export interface AuditRow {
  /** 1 for the first, and without a gap. */
  readonly seq: number;
  /** The id of what it tells of: an approval, or a token, delegation, endpoint that an administrator changed. */
  readonly subject: string;
  /** The platform's, if it is one of its events that is told of. */
  readonly eventId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  /** JSON. */
  readonly actor: string;
  /** JSON. */
  readonly details: string;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** A row of the log as a place in it: whoever keeps these two elsewhere can tell later whether the log still has them. */
export type AuditHead = Pick<AuditRow, "seq" | "hash">;

/** What the first row is chained to. */
export const NO_ROWS: AuditHead = { seq: 0, hash: "" };
