import { CliError } from "../cli-error.ts";

/** The part of the API's answers that the command line reads; `--json` prints all of what came. */
export interface ApprovalAnswer {
  readonly id: string;
  readonly status: "pending" | "approved" | "rejected" | "expired" | "cancelled";
  readonly title: string;
  readonly summary?: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly stages: readonly StageAnswer[];
  /** The open one, or the last, from 0. */
  readonly stage: number;
  readonly escalated: boolean;
  readonly superseded_by: string | null;
  readonly requested_by?: PersonAnswer;
  readonly cards: readonly CardAnswer[];
  readonly decisions: readonly {
    readonly verdict: "approve" | "reject";
    readonly stage: number;
    readonly by: PersonAnswer;
    /** In whose place, if not in their own. */
    readonly for?: PersonAnswer;
    /** Past the policy, by an administrator. */
    readonly break_glass?: true;
    readonly at: string;
    readonly reason: string | null;
  }[];
  readonly created_at: string;
  readonly expires_at: string;
  readonly decided_at: string | null;
}

export interface StageAnswer {
  readonly approvers: "anyone" | readonly ApproverAnswer[];
  readonly policy: { readonly approve: number; readonly reject: number };
  readonly escalate?: { readonly after: number; readonly approvers: readonly ApproverAnswer[] };
}

interface CardAnswer {
  readonly to: Readonly<Record<string, string>>;
  readonly message_id: string | null;
  readonly state: "queued" | "sent" | "failed";
  readonly error: string | null;
}

/** A person, or a group by its id. */
export type ApproverAnswer = PersonAnswer &
  Readonly<Partial<Record<"chat_id" | "department_id" | "user_group_id", string>>>;

export type PersonAnswer = Readonly<Partial<Record<"open_id" | "user_id" | "union_id" | "name", string>>>;

export interface PageAnswer {
  readonly data: readonly ApprovalAnswer[];
  readonly next_cursor: string | null;
}

/** Throws CliError `network` for an answer that no countersign server gives: something else listens there. */
export function readApproval(answer: unknown): ApprovalAnswer {
  if (isObject(answer) && typeof answer["id"] === "string" && STATUSES.has(answer["status"]))
    return answer as unknown as ApprovalAnswer;
  throw foreignAnswer();
}

/** Throws CliError `network`, as readApproval does. */
export function readPage(answer: unknown): PageAnswer {
  if (!isObject(answer) || !Array.isArray(answer["data"])) throw foreignAnswer();
  const next = answer["next_cursor"];
  return { data: answer["data"].map(readApproval), next_cursor: typeof next === "string" ? next : null };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const STATUSES: ReadonlySet<unknown> = new Set<ApprovalAnswer["status"]>([
  "pending",
  "approved",
  "rejected",
  "expired",
  "cancelled",
]);

/** For an answer that no countersign server gives. */
export function foreignAnswer(): CliError {
  return new CliError("network", "the answer is not one of a countersign server", {
    hint: "COUNTERSIGN_URL or --url says where the server is",
  });
}
