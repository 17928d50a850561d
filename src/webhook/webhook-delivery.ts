import { approvalData } from "../approval/approval-data.ts";
import type { Deliver, Delivery } from "../outbox/job.ts";
import { type CallOptions, callReceiver, type Message } from "./call-receiver.ts";
import type { Answer } from "./post.ts";
import { ATTEMPTS, readRetryAfter } from "./retry-schedule.ts";
import type { DueDelivery, WebhookStore } from "./webhook-store.ts";

export interface WebhookDeliveryOptions extends CallOptions {
  readonly store: Pick<WebhookStore, "findDue" | "freezeBody">;
  /** What the webhooks of requests are signed with, the newest first. */
  readonly requestSecrets: readonly string[];
}

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

async function send(message: Message, options: WebhookDeliveryOptions): Promise<Delivery> {
  const called = await callReceiver(message, options);
  if (called.kind === "failed") return { kind: "retry", error: called.error };
  return judge(called.answer, options.clock());
}

function judge({ status, retryAfter }: Answer, now: Date): Delivery {
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  if (status === 410) return { kind: "failed", error: "gone", status };
  return { kind: "retry", error: `status_${status}`, afterMs: readRetryAfter(retryAfter, now), status };
}
