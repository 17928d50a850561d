import { STATUS } from "../../../src/transport/http/api-error.ts";
import type { Operation } from "./api-document.ts";

/** What an answer breaks of what the API promises, in one line, or undefined. */
export async function judge(
  { method: itsMethod, path, statuses }: Operation,
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
  const leaked = secrets.find((secret) => body.includes(secret));
  if (leaked !== undefined) return "a secret is in the answer";
  if (headers.get("x-request-id") === null) return "the answer names no request";
  const notReady = status === 503 && (path === "/readyz" || path === "/healthz");
  if (status >= 500 && !notReady) return `answered ${status}: ${body.slice(0, 200)}`;
  if (status >= 400 && method !== "HEAD" && !isError(body, status))
    return `${status} is no error of ours: ${body.slice(0, 200)}`;
  const isTold = statuses.size === 0 || statuses.has(status) || method !== itsMethod;
  return isTold ? undefined : `${status} is not in the document`;
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
