import { CliError } from "../cli-error.ts";
import { type ApprovalAnswer, isObject, type PageAnswer, readApproval, readPage } from "./approval-answer.ts";
import type { Connection } from "./connection.ts";
import { explainAnswer, explainNetwork } from "./explain-fault.ts";

/** A running server, as a program that asks sees it. Every call throws CliError, and AbortError when it was told to end. */
export interface ApiClient {
  /** With a key, the same body is taken once however often it is sent. */
  create(body: unknown, idempotencyKey?: string): Promise<ApprovalAnswer>;
  find(id: string): Promise<ApprovalAnswer>;
  /** As `find`, but answered only when it has ended, or after `seconds`. */
  findEnded(id: string, seconds: number, signal: AbortSignal): Promise<ApprovalAnswer>;
  list(query: ListQuery): Promise<PageAnswer>;
  cancel(id: string): Promise<ApprovalAnswer>;
}

export interface ListQuery {
  readonly status?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

interface Init {
  readonly method?: "POST";
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds that the server was asked to wait. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

/** Seconds that a call may take, beyond the wait that it asks for. */
const PATIENCE = 10;

export function createApiClient({ url, token }: Connection): ApiClient {
  async function call(path: string, init: Init = {}): Promise<unknown> {
    const { wait = 0, signal, headers, ...rest } = init;
    const timeout = AbortSignal.timeout((wait + PATIENCE) * 1000);
    const request = {
      ...rest,
      headers: { accept: "application/json", authorization: `Bearer ${token}`, ...headers },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      // A token is for this server, not for whatever it points to.
      redirect: "manual",
    } as const;
    const [response, text] = await exchange(`${url}/v1/approvals${path}`, request, signal);
    const answer = parse(text);
    if (response.ok && isObject(answer)) return answer;
    throw explainAnswer(url, response.status, answer);
  }

  async function exchange(address: string, request: RequestInit, told: AbortSignal | undefined) {
    try {
      const response = await fetch(address, request);
      return [response, await response.text()] as const;
    } catch (fault) {
      told?.throwIfAborted();
      throw explainNetwork(url, fault);
    }
  }

  return {
    create: async (body, key) =>
      readApproval(
        await call("", {
          method: "POST",
          body: JSON.stringify(body),
          headers: {
            "content-type": "application/json",
            ...(key !== undefined && { "idempotency-key": key }),
          },
        }),
      ),
    find: async (id) => readApproval(await call(one(id))),
    findEnded: async (id, wait, signal) =>
      readApproval(await call(`${one(id)}?wait=${wait}`, { wait, signal })),
    list: async (query) => readPage(await call(`?${search(query)}`)),
    cancel: async (id) => readApproval(await call(`${one(id)}/cancel`, { method: "POST" })),
  };
}

function one(id: string): string {
  if (id === "" || id === "." || id === "..") throw new CliError("usage", "an id looks like apr_…");
  return `/${encodeURIComponent(id)}`;
}

function search(query: ListQuery): string {
  return new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
