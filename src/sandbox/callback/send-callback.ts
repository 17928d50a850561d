import type { SandboxFault } from "../view.ts";
import type { CallbackRequest } from "./callback-request.ts";

/** What came of a callback: the server's reply, or the code that the client shows in its place. */
export type Delivery =
  | { readonly kind: "replied"; readonly status: number; readonly text: string }
  | { readonly kind: "failed"; readonly code: 200340 | 200341 | 200342 | 200343 | 200080 };

export interface SenderOptions {
  readonly url: string | undefined;
  readonly fetch: typeof fetch;
  /** For the whole exchange; the platform's is 3000. */
  readonly deadlineMs: number;
  readonly fault?: SandboxFault | undefined;
}

/** Sends one callback: once, within the deadline, and without following a redirect. */
export async function sendCallback(request: CallbackRequest, options: SenderOptions): Promise<Delivery> {
  const { url, deadlineMs } = options;
  if (!url) return { kind: "failed", code: 200340 };
  const late = Promise.withResolvers<Delivery>();
  const timer = setTimeout(() => late.resolve({ kind: "failed", code: 200341 }), deadlineMs);
  try {
    return await Promise.race([travel(url, request, options), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function travel(url: string, request: CallbackRequest, options: SenderOptions): Promise<Delivery> {
  const { fault } = options;
  const arrive = () => exchange(url, request, options);
  if (!fault) return arrive();
  const hidden = fault.after_effect ? await arrive() : undefined;
  await Bun.sleep(fault.delay_ms ?? 0);
  return fault.kind === "delay" ? (hidden ?? arrive()) : instead(fault);
}

const ONCE = { method: "POST", redirect: "manual", keepalive: false } as const;

async function exchange(url: string, request: CallbackRequest, options: SenderOptions): Promise<Delivery> {
  try {
    const signal = AbortSignal.timeout(options.deadlineMs);
    // A kept connection that turns out to be closed would make fetch send the request once more by itself.
    const reply = await options.fetch(url, { ...request, ...ONCE, signal });
    return { kind: "replied", status: reply.status, text: await reply.text() };
  } catch (error) {
    return { kind: "failed", code: failureCode(error) };
  }
}

function failureCode(error: unknown): 200341 | 200342 | 200343 | 200080 {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof Error && error.name === "TimeoutError") return 200341;
  if (code === "ECONNREFUSED") return 200342;
  if (code === "ENOTFOUND") return 200343;
  return 200080;
}

/** What a fault on the road makes of the exchange. */
function instead({ kind, status }: SandboxFault): Delivery {
  if (kind === "reset") return { kind: "failed", code: 200080 };
  if (kind === "garbage") return { kind: "replied", status: status ?? 200, text: "<html></html>" };
  return { kind: "replied", status: status ?? 502, text: "{}" };
}
