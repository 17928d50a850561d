import type { Actor } from "../approval/approval-store.ts";
import type { AddressGuard } from "./address-guard.ts";
import { readReceiverUrl } from "./receiver-url.ts";
import { WebhookError } from "./webhook-error.ts";
import { mintWebhookSecret } from "./webhook-secret.ts";
import type {
  Act,
  DeliveryQuery,
  Endpoint,
  WebhookDelivery,
  WebhookStore,
  WebhookType,
} from "./webhook-store.ts";

export interface WebhookServiceOptions {
  readonly store: WebhookStore;
  readonly guard: AddressGuard;
  /** Whether some range is allowed by name: only there is http taken. */
  readonly allowHttp: boolean;
  /** Whether there is anything to sign the webhooks of requests with. */
  readonly canSignRequests: boolean;
  readonly clock: () => Date;
  readonly randomBytes: (count: number) => Uint8Array;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
  /** Called when a delivery is due at once. */
  readonly wake: () => void;
}

/** An endpoint with its new secret, which is shown this once. */
interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

/** Standing receivers and the deliveries to all. An id that is not there throws WebhookError. */
export interface WebhookService {
  /** Throws WebhookError `webhook_secret_missing` or `invalid_webhook_url` for a request that could never be told. */
  checkRequestUrl(url: string): void;
  /** Throws WebhookError `invalid_webhook_url` or `too_many_webhooks`. Without types it is told of all. */
  add(url: string, types: readonly WebhookType[] | undefined, actor: Actor): Promise<WithSecret>;
  list(): Promise<readonly Endpoint[]>;
  find(id: string): Promise<Endpoint>;
  remove(id: string, actor: Actor): Promise<Endpoint>;
  /** A new secret; for a day the one before signs too. */
  rotate(id: string, actor: Actor): Promise<WithSecret>;
  enable(id: string, actor: Actor): Promise<Endpoint>;
  disable(id: string, actor: Actor): Promise<Endpoint>;
  deliveries(query: DeliveryQuery): Promise<readonly WebhookDelivery[]>;
  findDelivery(id: string): Promise<WebhookDelivery>;
  /** Tells it once more, by its first id. Throws WebhookError `webhook_delivery_pending` for one that is owed anyway. */
  replay(id: string, actor: Actor, requestId?: string): Promise<WebhookDelivery>;
}

/** Milliseconds in which a receiver can change over to a new secret. */
const OVERLAP = 24 * 60 * 60 * 1000;
/** A decision owes a delivery to each, in its own transaction. */
const MOST_ENDPOINTS = 100;

export function createWebhookService(options: WebhookServiceOptions): WebhookService {
  const { store, guard, allowHttp, clock, randomBytes, newId, wake } = options;
  const act = (actor: Actor): Act => ({ at: clock(), actor });

  async function find(id: string): Promise<Endpoint> {
    return (await store.findEndpoint(id)) ?? notFound(id);
  }

  async function setDisabled(id: string, why: string | undefined, actor: Actor): Promise<Endpoint> {
    return (await store.setDisabled(id, why, act(actor))) ? find(id) : notFound(id);
  }

  async function findDelivery(id: string): Promise<WebhookDelivery> {
    return (await store.findDelivery(id)) ?? noDelivery(id);
  }

  return {
    checkRequestUrl(url) {
      if (!options.canSignRequests) {
        const mend = "set COUNTERSIGN_WEBHOOK_SECRET on the server";
        throw new WebhookError(
          "webhook_secret_missing",
          `webhook_url: there is nothing to sign with; ${mend}`,
        );
      }
      readReceiverUrl(url, guard, { allowHttp });
    },
    async add(text, types, actor) {
      const url = readReceiverUrl(text, guard, { allowHttp }).href;
      if ((await store.listEndpoints()).length >= MOST_ENDPOINTS) throw tooMany();
      const secret = mintWebhookSecret(randomBytes);
      const endpoint = { id: `whk_${newId()}`, url, types, createdAt: clock() };
      await store.insertEndpoint(endpoint, secret, act(actor));
      return { endpoint, secret };
    },
    list: () => store.listEndpoints(),
    find,
    async remove(id, actor) {
      const endpoint = await find(id);
      return (await store.deleteEndpoint(id, act(actor))) ? endpoint : notFound(id);
    },
    async rotate(id, actor) {
      const secret = mintWebhookSecret(randomBytes);
      const done = act(actor);
      const oldUntil = new Date(done.at.getTime() + OVERLAP);
      if (!(await store.rotateSecret(id, secret, oldUntil, done))) return notFound(id);
      return { endpoint: await find(id), secret };
    },
    enable: (id, actor) => setDisabled(id, undefined, actor),
    disable: (id, actor) => setDisabled(id, "by_request", actor),
    deliveries: (query) => store.listDeliveries(query),
    findDelivery,
    async replay(id, actor, requestId) {
      const result = await store.replay(id, act(actor), requestId);
      if (result === "not_found") return noDelivery(id);
      if (result === "pending")
        throw new WebhookError(
          "webhook_delivery_pending",
          `delivery ${id} is still owed: it comes by itself`,
        );
      wake();
      return findDelivery(id);
    },
  };
}

function tooMany(): WebhookError {
  return new WebhookError(
    "too_many_webhooks",
    `there are ${MOST_ENDPOINTS} receivers, as many as there may be: remove one that is not needed`,
  );
}

function notFound(id: string): never {
  throw new WebhookError("webhook_not_found", `there is no webhook ${id}`);
}

function noDelivery(id: string): never {
  throw new WebhookError("webhook_delivery_not_found", `there is no delivery ${id}`);
}
