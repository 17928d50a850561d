import type { Approval } from "../../src/approval/approval.ts";
import type { Delivery } from "../../src/outbox/job.ts";
import { createAddressGuard } from "../../src/webhook/address-guard.ts";
import { createWebhookDelivery, type WebhookDeliveryOptions } from "../../src/webhook/webhook-delivery.ts";
import type { DueDelivery, WebhookDelivery } from "../../src/webhook/webhook-store.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { LOOPBACK, SECRET } from "./receiver.ts";

export const APPROVAL: Approval = {
  ...aPendingApproval(),
  status: "approved",
  decidedAt: new Date("2026-03-02T09:30:00Z"),
};

/** The first delivery of the approval to `url`, as it stands before it is tried. */
export function aDelivery(url: string, endpointId?: string): WebhookDelivery {
  return {
    id: "whd_1",
    endpointId,
    approvalId: "apr_1",
    url,
    type: "approval.approved",
    state: "pending",
    attempts: 0,
    createdAt: new Date("2026-03-02T09:30:00Z"),
  };
}

interface About extends Partial<Omit<WebhookDeliveryOptions, "store" | "guard">> {
  readonly allow?: readonly string[];
  readonly due?: Partial<DueDelivery>;
  readonly attempt?: number;
}

/** One attempt to tell `url`, over real sockets. */
export function tell(url: string, about: About = {}): Promise<Delivery> {
  const { allow = [LOOPBACK], due, attempt = 1, ...options } = about;
  const deliver = createWebhookDelivery({
    store: {
      findDue: async () => ({ delivery: aDelivery(url), approval: APPROVAL, secrets: [], ...due }),
      freezeBody: async (_, body) => body,
    },
    guard: createAddressGuard(allow),
    requestSecrets: [SECRET],
    resolve: async () => [],
    clock: () => new Date(),
    userAgent: "countersign/test",
    stopping: new AbortController().signal,
    ...options,
  });
  return deliver({ kind: "webhook.deliver", key: "whd_1", subject: "apr_1", attempt, version: 1 });
}
