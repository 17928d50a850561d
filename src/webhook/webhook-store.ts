import type { Actor } from "../approval/approval-store.ts";
import type { Approval } from "../approval/approval.ts";

/** What a receiver is told of: the ends of an approval. */
export const WEBHOOK_TYPES = [
  "approval.approved",
  "approval.rejected",
  "approval.expired",
  "approval.cancelled",
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** A secret, and until when it signs; the one in force has no end. */
export interface EndpointSecret {
  readonly secret: string;
  readonly until?: Date | undefined;
}

/** A standing receiver. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  /** Undefined is all. */
  readonly types?: readonly WebhookType[] | undefined;
  readonly createdAt: Date;
  readonly disabled?: { readonly at: Date; readonly why: string } | undefined;
}

/** What one receiver is to be told once, and how that went. */
export interface WebhookDelivery {
  /** The `webhook-id` of each attempt. */
  readonly id: string;
  /** Undefined for the `webhook_url` of a request. */
  readonly endpointId?: string | undefined;
  readonly approvalId: string;
  readonly url: string;
  readonly type: WebhookType;
  /** Undefined before the first attempt; the same in all others. */
  readonly body?: string | undefined;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastStatus?: number | undefined;
  readonly lastError?: string | undefined;
  readonly createdAt: Date;
  readonly deliveredAt?: Date | undefined;
  /** When the next attempt is due, while there is one to come. */
  readonly nextAt?: Date | undefined;
}

export type DeliveryState = "pending" | "delivered" | "failed";

export interface DeliveryQuery {
  readonly approvalId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly limit: number;
  /** The id after which the page starts, newest first. */
  readonly after?: string | undefined;
}

/** All that an attempt needs to know. */
export interface DueDelivery {
  readonly delivery: WebhookDelivery;
  readonly approval: Approval;
  /** Of a delivery to a standing endpoint: as it is now; undefined once it is gone. */
  readonly endpoint?: Endpoint | undefined;
  /** The endpoint's, the newest first. */
  readonly secrets: readonly EndpointSecret[];
}

/** Who did something and when, for the audit log. */
export interface Act {
  readonly at: Date;
  readonly actor: Actor;
}

/** Keeps receivers and deliveries. Deliveries come to be in the transaction that ends an approval. */
export interface WebhookStore {
  insertEndpoint(endpoint: Endpoint, secret: string, act: Act): Promise<void>;
  /** The oldest first. */
  listEndpoints(): Promise<readonly Endpoint[]>;
  findEndpoint(id: string): Promise<Endpoint | undefined>;
  /** Whether it was there. */
  deleteEndpoint(id: string, act: Act): Promise<boolean>;
  /** Puts the secret in force, and lets only the one before sign too, until then. Whether the endpoint is there. */
  rotateSecret(id: string, secret: string, oldUntil: Date, act: Act): Promise<boolean>;
  /** Undefined enables it again. Whether the endpoint is there. */
  setDisabled(id: string, why: string | undefined, act: Act): Promise<boolean>;
  findDelivery(id: string): Promise<WebhookDelivery | undefined>;
  listDeliveries(query: DeliveryQuery): Promise<readonly WebhookDelivery[]>;
  /** Owes it once more from now on, with its first id and body; nothing for one that is still owed. */
  replay(id: string, act: Act, requestId?: string): Promise<"replayed" | "pending" | "not_found">;
  findDue(id: string): Promise<DueDelivery | undefined>;
  /** Keeps the body unless there is one, and answers the one that is kept. */
  freezeBody(id: string, body: string): Promise<string>;
}
