import type { Approval, Status, Vote } from "../approval/approval.ts";
import { statusAfter } from "./approval-event.ts";
import type { AuditRow } from "./audit-row.ts";
import { requestDigest } from "./request-digest.ts";

/** An approval that stands otherwise than the log tells. */
export interface Contradiction {
  readonly id: string;
  readonly message: string;
}

/** What the log tells of an approval so far. */
interface Told {
  readonly status: Status;
  readonly revision: number;
  readonly digest: string;
  readonly votes: readonly string[];
}

/** Follows what the log tells of each approval, and compares it with how they stand. */
export class ToldApprovals {
  readonly #told = new Map<string, Told>();

  /** To be called with every row, in their order. */
  note({ subject, type, actor, details: text }: AuditRow): void {
    if (type === "forgotten") this.#told.delete(subject);
    if (!CHANGES.has(type)) return;
    const details = parse(text);
    const before = this.#told.get(subject) ?? NOTHING;
    const vote = details["verdict"] === undefined ? [] : [voteTold(details, parse(actor))];
    this.#told.set(subject, {
      status: statusAfter(type, details["verdict"]) ?? before.status,
      revision: Number(details["revision"]),
      digest: type === "created" ? String(details["request_digest"]) : before.digest,
      votes: [...before.votes, ...vote],
    });
  }

  /** In what they differ from the log, by name; those that it does not know, and those that are gone. */
  *compare(approvals: Iterable<Approval | Pick<Approval, "id">>): Iterable<Contradiction> {
    const missing = new Set(this.#told.keys());
    for (const approval of approvals) {
      missing.delete(approval.id);
      const difference = differenceOf(approval, this.#told.get(approval.id));
      if (difference !== undefined) yield { id: approval.id, message: `${approval.id}: ${difference}` };
    }
    for (const id of missing) yield { id, message: `${id}: the log tells of it, and it is gone` };
  }
}

const NOTHING: Told = { status: "pending", revision: 0, digest: "", votes: [] };

/** Rows that tell the approval's new revision. */
const CHANGES: ReadonlySet<string> = new Set([
  "created",
  "voted",
  "advanced",
  "decided",
  "expired",
  "cancelled",
  "escalated",
]);

function differenceOf(approval: Approval | Pick<Approval, "id">, told: Told | undefined): string | undefined {
  if (told === undefined) return "the log does not tell of it";
  if (!("status" in approval)) return "its row makes no sense";
  const { status, revision, request, votes } = approval;
  if (status !== told.status) return `it is ${status}, and the log tells ${told.status}`;
  if (revision !== told.revision) return `it has revision ${revision}, and the log tells ${told.revision}`;
  if (requestDigest(request) !== told.digest) return "what was asked is not what the log tells";
  if (votes.map(voteKept).join() !== told.votes.join()) return "its votes are not what the log tells";
  return undefined;
}

function voteKept({ verdict, reason, by, for: inPlaceOf }: Vote): string {
  return JSON.stringify([verdict, reason ?? null, by.open_id ?? null, inPlaceOf ?? null]);
}

function voteTold(
  { verdict, reason, for: inPlaceOf }: Readonly<Record<string, unknown>>,
  actor: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify([verdict, reason ?? null, actor["open_id"] ?? null, inPlaceOf ?? null]);
}

/** Whoever altered the log may have left anything. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
