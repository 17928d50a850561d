import type { AddressGuard } from "./address-guard.ts";
import { findReceiver, type Resolve } from "./find-receiver.ts";
import { type Answer, post } from "./post.ts";
import { signWebhook } from "./sign-webhook.ts";

export interface CallOptions {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  readonly clock: () => Date;
  readonly userAgent: string;
  /** Milliseconds for one call, the name's look-up included. */
  readonly timeoutMs?: number | undefined;
  /** Aborted when the server stops: a call that is under way counts as failed. */
  readonly stopping: AbortSignal;
  /** Certificates to trust in place of the system's. */
  readonly ca?: string | undefined;
}

export interface Message {
  readonly url: URL;
  /** The same for every attempt. */
  readonly id: string;
  readonly body: string;
  /** What it is signed with, the newest first. */
  readonly secrets: readonly string[];
}

type Called =
  | { readonly kind: "answered"; readonly answer: Answer }
  /** No status came; the code stays the same for one cause. */
  | { readonly kind: "failed"; readonly error: string };

const TIMEOUT_MS = 15_000;

/** Calls a receiver once, signed by Standard Webhooks, and only where it may be. Never rejects. */
export async function callReceiver(message: Message, options: CallOptions): Promise<Called> {
  const { guard, resolve, clock, userAgent, stopping, timeoutMs = TIMEOUT_MS, ca } = options;
  const { url, body, secrets } = message;
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]);
  const headers = {
    "content-type": "application/json",
    "user-agent": userAgent,
    ...signWebhook(message, secrets, clock()),
  };
  try {
    const receiver = await findReceiver(url, { guard, resolve, signal });
    if (receiver.kind === "refused") return { kind: "failed", error: receiver.error };
    const answer = await post({ url, address: receiver.address, headers, body, signal, ca });
    return { kind: "answered", answer };
  } catch (fault) {
    if (stopping.aborted) return { kind: "failed", error: "interrupted" };
    return { kind: "failed", error: signal.aborted ? "timeout" : faultCode(fault) };
  }
}

/** The network's many words in a few that stay the same. */
function faultCode(fault: unknown): string {
  const code = String((fault as { code?: unknown } | null)?.code);
  if (code === "ECONNREFUSED") return "connection_refused";
  return /CERT|TLS|SSL|SIGNED|ISSUER/.test(code) ? "tls_failed" : "connection_failed";
}
