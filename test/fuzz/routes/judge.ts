import { STATUS } from "../../../src/transport/http/api-error.ts";
import type { Operation } from "./api-document.ts";

/** What an answer breaks of what the API promises, in one line, or undefined. */
export async function judge(
  operation: Operation,
  method: string,
  response: Response,
  secrets: readonly string[],
): Promise<string | undefined> {
  const { status, headers } = response;
  if (headers.get("content-type")?.startsWith("text/event-stream") === true) {
    await response.body?.cancel();
    return undefined;
  }
  const body = await response.text();
  if (secrets.some((secret) => body.includes(secret))) return "a secret is in the answer";
  // What is too long is cut off at the door, where nothing is named.
  if (status === 413 && body === "") return undefined;
  return faultOf(operation, method, response, body);
}

function faultOf(
  operation: Operation,
  method: string,
  { status, headers }: Response,
  body: string,
): string | undefined {
  if (headers.get("x-request-id") === null) return "the answer names no request";
  if (status >= 500 && !isNotReady(operation, status)) return `answered ${status}: ${body.slice(0, 200)}`;
  if (status >= 400 && method !== "HEAD" && !isError(body, status))
    return `${status} is no error of ours: ${body.slice(0, 200)}`;
  return isTold(operation, method, status) ? undefined : `${status} is not in the document`;
}

function isNotReady({ path }: Operation, status: number): boolean {
  return status === 503 && (path === "/readyz" || path === "/healthz");
}

/** Of another method than the operation's the document says nothing, nor of the routes that are not the API's. */
function isTold({ method, statuses }: Operation, sent: string, status: number): boolean {
  return sent !== method || statuses.size === 0 || statuses.has(status);
}

function isError(text: string, status: number): boolean {
  try {
    const { code, message, request_id: id } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return (
      typeof code === "string" &&
      typeof message === "string" &&
      typeof id === "string" &&
      STATUS[code as keyof typeof STATUS] === status
    );
  } catch {
    return false;
  }
}
