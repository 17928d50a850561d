import { failure, type LarkFailure } from "./lark-fault.ts";
import type { RawAnswer } from "./read-answer.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpCall {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  readonly token?: string | undefined;
  /** Sent as JSON, but a form as a form. */
  readonly body?: object | undefined;
}

/**
 * One request and its whole answer, within `timeoutMs` altogether. Redirects are not followed: the token would go
 * where they point. Never throws: what goes wrong on the way is a failure to be tried again, and its message does
 * not repeat what was sent.
 */
export async function httpCall(
  { method, url, token, body }: HttpCall,
  { fetch, timeoutMs }: { readonly fetch: Fetch; readonly timeoutMs: number },
): Promise<RawAnswer | LarkFailure> {
  const signal = AbortSignal.timeout(timeoutMs);
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isForm && { "content-type": "application/json; charset=utf-8" }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const bytes = await readBounded(response);
    if (bytes === undefined)
      return failure("lark_bad_answer", "retry", `answer of more than ${MOST_BYTES} bytes`);
    return { status: response.status, headers: response.headers, body: bytes };
  } catch (fault) {
    if (signal.aborted) return failure("lark_timeout", "retry", `no answer within ${timeoutMs} ms`);
    return failure("lark_unreachable", "retry", nameOf(fault));
  }
}

/** Answers are a few hundred bytes; a patched card comes back whole. */
const MOST_BYTES = 1024 * 1024;

/** The body, or undefined if there is more than we would keep; then the rest is not read. */
async function readBounded(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** "ConnectionRefused", "ECONNRESET": a fault's message could hold the address with what was in it. */
function nameOf(fault: unknown): string {
  if (!(fault instanceof Error)) return "unknown fault";
  return "code" in fault && typeof fault.code === "string" ? fault.code : fault.name;
}
