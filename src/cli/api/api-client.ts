import { CliError } from "../cli-error.ts";
import { createApiCall } from "./api-call.ts";
import { type ApprovalAnswer, type PageAnswer, readApproval, readPage } from "./approval-answer.ts";
import type { Connection } from "./connection.ts";
import { type ExplanationAnswer, readExplanation } from "./explanation-answer.ts";

/** A running server, as a program that asks sees it. Every call throws CliError, and AbortError when it was told to end. */
export interface ApiClient {
  /** With a key, the same body is taken once however often it is sent. */
  create(body: unknown, idempotencyKey?: string): Promise<ApprovalAnswer>;
  find(id: string): Promise<ApprovalAnswer>;
  /** As `find`, but answered only when it has ended, or after `seconds`. */
  findEnded(id: string, seconds: number, signal: AbortSignal): Promise<ApprovalAnswer>;
  list(query: ListQuery): Promise<PageAnswer>;
  cancel(id: string): Promise<ApprovalAnswer>;
  /** Past the policy: for a token with the scope `admin`. */
  decide(id: string, decision: { verdict: string; reason: string }): Promise<ApprovalAnswer>;
  /** Whether this person may answer now, and if not, why. */
  explain(id: string, person: Readonly<Record<string, string>>): Promise<ExplanationAnswer>;
}

export interface ListQuery {
  readonly status?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

const APPROVALS = "/v1/approvals";

export function createApiClient(connection: Connection): ApiClient {
  const call = createApiCall(connection);
  return {
    async create(body, key) {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      return readApproval(await call(APPROVALS, { method: "POST", body, headers }));
    },
    find: async (id) => readApproval(await call(one(id))),
    findEnded: async (id, wait, signal) =>
      readApproval(await call(`${one(id)}?wait=${wait}`, { wait, signal })),
    list: async (query) => readPage(await call(`${APPROVALS}?${search(query)}`)),
    cancel: async (id) => readApproval(await call(`${one(id)}/cancel`, { method: "POST" })),
    decide: async (id, body) => readApproval(await call(`${one(id)}/decide`, { method: "POST", body })),
    explain: async (id, person) => readExplanation(await call(`${one(id)}/explain?${search(person)}`)),
  };
}

function one(id: string): string {
  if (id === "" || id === "." || id === "..") throw new CliError("usage", "an id looks like apr_…");
  return `${APPROVALS}/${encodeURIComponent(id)}`;
}

function search(query: object): string {
  return new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
}
