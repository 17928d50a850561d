import type { Seal } from "../../keys/keyring.ts";
import {
  type DeliveryState,
  type Endpoint,
  type EndpointSecret,
  WEBHOOK_TYPES,
  type WebhookDelivery,
  type WebhookType,
} from "../../webhook/webhook-store.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import { StorageError } from "./storage-error.ts";

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly types: string | null;
  readonly secrets: string;
  readonly created_at: number;
  readonly disabled_at: number | null;
  readonly disabled_why: string | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string | null;
  readonly approval_id: string;
  readonly url: string;
  readonly type: string;
  readonly body: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: number;
  readonly delivered_at: number | null;
  /** Of the job that owes it, if there is one. */
  readonly due_at: number | null;
}

interface StoredSecret {
  readonly secret: string;
  readonly until: number | null;
}

export function toEndpoint(row: EndpointRow): Endpoint {
  const { disabled_at: at, disabled_why: why } = row;
  return {
    id: row.id,
    url: row.url,
    types: row.types === null ? undefined : (JSON.parse(row.types) as readonly WebhookType[]),
    createdAt: new Date(row.created_at),
    disabled: at === null ? undefined : { at: new Date(at), why: why ?? "" },
  };
}

/** The newest first. */
export function toSecrets({ id, secrets }: EndpointRow, seal: Seal): readonly EndpointSecret[] {
  const text = seal.open(secrets, placeOf(SEALED.webhookSecrets, id));
  return (JSON.parse(text) as readonly StoredSecret[]).map(({ secret, until }) => ({
    secret,
    until: until === null ? undefined : new Date(until),
  }));
}

export function toSecretsColumn(id: string, secrets: readonly EndpointSecret[], seal: Seal): string {
  const stored = secrets.map(({ secret, until }): StoredSecret => ({
    secret,
    until: until?.getTime() ?? null,
  }));
  return seal.seal(JSON.stringify(stored), placeOf(SEALED.webhookSecrets, id));
}

/** Throws StorageError `row_impossible` for what no code of ours wrote. */
export function toWebhookDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id ?? undefined,
    approvalId: row.approval_id,
    url: row.url,
    type: oneOf(WEBHOOK_TYPES, row.type, row.id),
    body: row.body ?? undefined,
    state: oneOf(STATES, row.state, row.id),
    attempts: row.attempts,
    lastStatus: row.last_status ?? undefined,
    lastError: row.last_error ?? undefined,
    createdAt: new Date(row.created_at),
    deliveredAt: row.delivered_at === null ? undefined : new Date(row.delivered_at),
    nextAt: row.due_at === null ? undefined : new Date(row.due_at),
  };
}

function oneOf<T extends string>(known: readonly T[], found: string, id: string): T {
  for (const value of known) if (value === found) return value;
  throw new StorageError("row_impossible", `${id} holds ${JSON.stringify(found)}`);
}

const STATES: readonly DeliveryState[] = ["pending", "delivered", "failed"];
