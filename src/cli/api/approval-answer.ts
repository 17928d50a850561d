import { CliError } from "../cli-error.ts";

/** The part of the API's answers that the command line reads; `--json` prints all of what came. */
export interface ApprovalAnswer {
  readonly id: string;
  readonly status: "pending" | "approved" | "rejected" | "expired" | "cancelled";
  readonly title: string;
  readonly summary?: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly approvers: "anyone" | readonly PersonAnswer[];
  readonly policy: { readonly approve: number; readonly reject: number };
  readonly requested_by?: PersonAnswer;
  readonly cards: readonly CardAnswer[];
  readonly decisions: readonly {
    readonly verdict: "approve" | "reject";
    readonly by: PersonAnswer;
    readonly at: string;
  }[];
  readonly created_at: string;
  readonly expires_at: string;
  readonly decided_at: string | null;
}

interface CardAnswer {
  readonly to: Readonly<Record<string, string>>;
  readonly message_id: string | null;
  readonly state: "queued" | "sent" | "failed";
  readonly error: string | null;
}

export type PersonAnswer = Readonly<Partial<Record<"open_id" | "user_id" | "union_id" | "name", string>>>;

export interface PageAnswer {
  readonly data: readonly ApprovalAnswer[];
  readonly next_cursor: string | null;
}

/** Throws CliError `network` for an answer that no countersign server gives: something else listens there. */
export function readApproval(answer: unknown): ApprovalAnswer {
  if (isObject(answer) && typeof answer["id"] === "string" && STATUSES.has(answer["status"]))
    return answer as unknown as ApprovalAnswer;
  throw foreign();
}

/** Throws CliError `network`, as readApproval does. */
export function readPage(answer: unknown): PageAnswer {
  if (!isObject(answer) || !Array.isArray(answer["data"])) throw foreign();
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

function foreign(): CliError {
  return new CliError("network", "the answer is not one of a countersign server", {
    hint: "COUNTERSIGN_URL or --url says where the server is",
  });
}
