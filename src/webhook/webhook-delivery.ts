import { approvalData } from "../approval/approval-data.ts";
import type { Deliver, Delivery } from "../outbox/job.ts";
import type { AddressGuard } from "./address-guard.ts";
import { findReceiver, type Resolve } from "./find-receiver.ts";
import { type Answer, post } from "./post.ts";
import { ATTEMPTS, readRetryAfter } from "./retry-schedule.ts";
import { signWebhook } from "./sign-webhook.ts";
import type { DueDelivery, WebhookStore } from "./webhook-store.ts";

export interface WebhookDeliveryOptions {
  readonly store: Pick<WebhookStore, "findDue" | "freezeBody">;
  /** What the webhooks of requests are signed with, the newest first. */
  readonly requestSecrets: readonly string[];
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  readonly clock: () => Date;
  readonly userAgent: string;
  /** Milliseconds for one attempt, the name's look-up included. */
  readonly timeoutMs?: number | undefined;
  /** Aborted when the server stops: an attempt that is under way counts as failed. */
  readonly stopping: AbortSignal;
  /** Certificates to trust in place of the system's. */
  readonly ca?: string | undefined;
}

const TIMEOUT_MS = 15_000;

/** Tells one receiver once: delivered is a 2xx, 410 is told nothing any more, and everything else is tried again. */
export function createWebhookDelivery(options: WebhookDeliveryOptions): Deliver {
  return async ({ key, attempt }) => {
    const due = await options.store.findDue(key);
    if (due === undefined) return { kind: "failed", error: "delivery_not_found" };
    const delivery = await tell(due, options);
    if (delivery.kind !== "retry" || attempt < ATTEMPTS) return delivery;
    return { kind: "failed", error: delivery.error, status: delivery.status };
  };
}

async function tell(due: DueDelivery, options: WebhookDeliveryOptions): Promise<Delivery> {
  const { delivery, endpoint } = due;
  if (delivery.endpointId !== undefined && endpoint === undefined)
    return { kind: "failed", error: "webhook_deleted" };
  if (endpoint?.disabled !== undefined) return { kind: "failed", error: "webhook_disabled" };
  const secrets = secretsOf(due, options);
  if (secrets.length === 0) return { kind: "retry", error: "webhook_secret_missing" };
  const body = delivery.body ?? (await options.store.freezeBody(delivery.id, render(due)));
  return send({ url: new URL(delivery.url), id: delivery.id, body, secrets }, options);
}

/** `data` is what the API gives. What comes later, such as a card's update, does not change what was told first. */
function render({ delivery: { type }, approval }: DueDelivery): string {
  const data = approvalData(approval);
  return JSON.stringify({ type, timestamp: data.decided_at, data });
}

function secretsOf(
  { delivery, secrets }: DueDelivery,
  { requestSecrets, clock }: WebhookDeliveryOptions,
): readonly string[] {
  if (delivery.endpointId === undefined) return requestSecrets;
  const now = clock();
  return secrets.filter(({ until }) => until === undefined || until > now).map(({ secret }) => secret);
}

interface Message {
  readonly url: URL;
  readonly id: string;
  readonly body: string;
  readonly secrets: readonly string[];
}

async function send({ url, id, body, secrets }: Message, options: WebhookDeliveryOptions): Promise<Delivery> {
  const { guard, resolve, clock, userAgent, stopping, timeoutMs = TIMEOUT_MS, ca } = options;
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]);
  const headers = {
    "content-type": "application/json",
    "user-agent": userAgent,
    ...signWebhook({ id, body }, secrets, clock()),
  };
  try {
    const receiver = await findReceiver(url, { guard, resolve, signal });
    if (receiver.kind === "refused") return { kind: "retry", error: receiver.error };
    return judge(await post({ url, address: receiver.address, headers, body, signal, ca }), clock());
  } catch (fault) {
    if (stopping.aborted) return { kind: "retry", error: "interrupted" };
    return { kind: "retry", error: signal.aborted ? "timeout" : faultCode(fault) };
  }
}

function judge({ status, retryAfter }: Answer, now: Date): Delivery {
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  if (status === 410) return { kind: "failed", error: "gone", status };
  return { kind: "retry", error: `status_${status}`, afterMs: readRetryAfter(retryAfter, now), status };
}

/** The network's many words in a few that stay the same. */
function faultCode(fault: unknown): string {
  const code = String((fault as { code?: unknown } | null)?.code);
  if (code === "ECONNREFUSED") return "connection_refused";
  return /CERT|TLS|SSL|SIGNED|ISSUER/.test(code) ? "tls_failed" : "connection_failed";
}
