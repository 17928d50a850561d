import { isObject } from "../api/approval-answer.ts";
import { CliError } from "../cli-error.ts";
import type { IdByKind } from "./parse-person.ts";

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
    approvers: approvers(flags.approver),
    policy: policy(flags, file["policy"]),
    requested_by: flags.requestedBy,
    allow_self_approval: flags.allowSelfApproval,
    expires_in: flags.expiresIn,
    metadata: flags.metadata,
    risk: flags.risk,
  };
  const body: Readonly<Record<string, unknown>> = { ...file, ...withoutUndefined(given) };
  const missing = NEEDED.filter(([member]) => body[member] === undefined).map(([, flag]) => flag);
  if (missing.length === 0) return body;
  throw new CliError("usage", `a request needs ${missing.join(" and ")}`, {
    hint: "request create --help has examples; --from takes a JSON file",
  });
}

const NEEDED = [
  ["title", "--title"],
  ["to", "--to"],
  ["approvers", "--approver"],
] as const;

function approvers(given: RequestFlags["approver"]): "anyone" | readonly IdByKind[] | undefined {
  if (given === undefined) return undefined;
  const people = given.filter((approver) => approver !== "anyone");
  if (people.length === given.length) return people;
  if (people.length === 0) return "anyone";
  throw new CliError("usage", '--approver: "anyone" leaves nobody to be named beside it');
}

function policy({ approve, reject }: RequestFlags, file: unknown): object | undefined {
  if (approve === undefined && reject === undefined) return undefined;
  return { ...(isObject(file) ? file : {}), ...withoutUndefined({ approve, reject }) };
}

function withoutUndefined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
