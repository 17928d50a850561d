import type { SandboxFault } from "../view.ts";
import { PlatformError } from "./platform-error.ts";
import { refuse, tooFrequent } from "./refusal.ts";

export interface Faulty {
  /** Answers as the platform would without the fault, effects included. */
  readonly answer: () => Promise<Response>;
  /** Ends the token that the call came with. */
  readonly revokeToken: () => void;
  readonly logId: string;
}

/** Lets a fault have its way with one call, before the call's effect or after it. */
export async function faulty(fault: SandboxFault, { answer, revokeToken, logId }: Faulty): Promise<Response> {
  const hidden = fault.after_effect ? await answer() : undefined;
  await Bun.sleep(fault.delay_ms ?? 0);
  if (fault.kind === "delay") return hidden ?? answer();
  if (fault.kind === "reset") return cutConnection();
  if (fault.kind === "garbage") return garbage(fault.status);
  if (fault.kind === "answer") return refuse(numbered(fault), logId);
  revokeToken();
  return refuse(new PlatformError(99991663, "Invalid access token for authorization."), logId);
}

/** An answer that fails before its first byte: Bun then resets the connection, and the caller reads nothing. */
function cutConnection(): Response {
  return new Response(new ReadableStream({ pull: (controller) => controller.error() }));
}

function garbage(status = 200): Response {
  const body = "<html><body>502 Bad Gateway</body></html>";
  return new Response(body, { status, headers: { "content-type": "text/html" } });
}

function numbered({ code, status, msg }: SandboxFault): PlatformError {
  if (code === 99991400 || (code === undefined && status === 429)) return tooFrequent(50, 1000);
  if (code === undefined) return new PlatformError(2200, msg ?? "Internal Error", { status: status ?? 500 });
  return new PlatformError(code, msg ?? "injected by the sandbox", { status: status ?? 400 });
}
