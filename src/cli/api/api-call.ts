import { isObject } from "./approval-answer.ts";
import type { Connection } from "./connection.ts";
import { explainAnswer, explainNetwork } from "./explain-fault.ts";
import { authorization, reach } from "./reach.ts";

interface ApiCallInit {
  readonly method?: "POST" | "DELETE" | undefined;
  /** To be sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Seconds that the server was asked to wait. */
  readonly wait?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call of a server's API by its path, such as `/v1/approvals`, answered with the object that it gives. */
export type ApiCall = (path: string, init?: ApiCallInit) => Promise<Readonly<Record<string, unknown>>>;

/** Seconds that a call may take, beyond the wait that it asks for. */
const PATIENCE = 10;

/** Calls throw CliError, and AbortError when they were told to end. */
export function createApiCall({ url, token }: Connection): ApiCall {
  return async (path, { method, body, headers, wait = 0, signal } = {}) => {
    const timeout = AbortSignal.timeout((wait + PATIENCE) * 1000);
    const [response, text] = await exchange(
      url,
      path,
      {
        ...(method !== undefined && { method }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: {
          accept: "application/json",
          ...authorization(token),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        // A token is for this server, not for whatever it points to.
        redirect: "manual",
      },
      signal,
    );
    const answer = parse(text);
    if (response.ok && isObject(answer)) return answer;
    throw explainAnswer(url, response.status, answer);
  };
}

async function exchange(url: string, path: string, request: RequestInit, told: AbortSignal | undefined) {
  try {
    const response = await fetch(...reach(url, path, request));
    return [response, await response.text()] as const;
  } catch (fault) {
    told?.throwIfAborted();
    throw explainNetwork(url, fault);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
