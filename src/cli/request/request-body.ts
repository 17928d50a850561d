import { isObject } from "../api/approval-answer.ts";
import { CliError } from "../cli-error.ts";
import { listApprovers } from "./list-approvers.ts";
import type { IdByKind } from "./parse-person.ts";
import type { QuietHoursBody, ReminderBody } from "./parse-reminder.ts";
import type { StageBody } from "./parse-stage.ts";

/** What the flags of `request create` say about the request itself. */
export interface RequestFlags {
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly field?: readonly { readonly label: string; readonly value: string }[] | undefined;
  readonly to?: readonly IdByKind[] | undefined;
  readonly approver?: readonly (IdByKind | "anyone")[] | undefined;
  readonly approve?: number | undefined;
  readonly reject?: number | undefined;
  readonly requestedBy?: IdByKind | undefined;
  readonly allowSelfApproval?: true | undefined;
  readonly expiresIn?: number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly risk?: string | undefined;
  readonly stage?: readonly StageBody[] | undefined;
  readonly escalate?: StageBody | undefined;
  readonly reason?: string | undefined;
  readonly comment?: true | undefined;
  readonly remind?: ReminderBody | undefined;
  readonly quietHours?: QuietHoursBody | undefined;
  readonly supersedes?: string | undefined;
  readonly webhookUrl?: string | undefined;
}

/**
 * The body of `POST /v1/approvals`: what a file says, and over it, member by member, what the flags say. Throws CliError
 * `usage` when it lacks what every request needs; what else is wrong is the server's to tell.
 */
export function requestBody(flags: RequestFlags, file: Readonly<Record<string, unknown>> = {}): object {
  const given = {
    title: flags.title,
    summary: flags.summary,
    fields: flags.field,
    to: flags.to,
    approvers: flags.approver && listApprovers(flags.approver),
    policy: policy(flags, file["policy"]),
    requested_by: flags.requestedBy,
    allow_self_approval: flags.allowSelfApproval,
    expires_in: flags.expiresIn,
    metadata: flags.metadata,
    risk: flags.risk,
    stages: flags.stage,
    escalate: flags.escalate,
    reason: flags.reason,
    comment: flags.comment,
    remind: flags.remind,
    quiet_hours: flags.quietHours,
    supersedes: flags.supersedes,
    webhook_url: flags.webhookUrl,
  };
  const body: Readonly<Record<string, unknown>> = { ...file, ...withoutUndefined(given) };
  const needed = body["stages"] === undefined ? [...NEEDED, ...NEEDED_FLAT] : NEEDED;
  const missing = needed.filter(([member]) => body[member] === undefined).map(([, flag]) => flag);
  if (missing.length === 0) return body;
  throw new CliError("usage", `a request needs ${missing.join(" and ")}`, {
    hint: "request create --help has examples; --from takes a JSON file",
  });
}

const NEEDED = [["title", "--title"]] as const;
/** Without stages, which have their own. */
const NEEDED_FLAT = [
  ["to", "--to"],
  ["approvers", "--approver"],
] as const;

function policy({ approve, reject }: RequestFlags, file: unknown): object | undefined {
  if (approve === undefined && reject === undefined) return undefined;
  return { ...(isObject(file) ? file : {}), ...withoutUndefined({ approve, reject }) };
}

function withoutUndefined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
