import { createApiCall } from "../api/api-call.ts";
import { foreignAnswer, isObject } from "../api/approval-answer.ts";
import type { Connection } from "../api/connection.ts";
import { CliError } from "../cli-error.ts";

export interface WebhookAnswer {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly created_at: string;
  readonly disabled_at: string | null;
  readonly disabled_why: string | null;
  /** In the answer that shows it once. */
  readonly secret?: string;
}

export interface DeliveryAnswer {
  readonly id: string;
  readonly webhook: string | null;
  readonly approval: string;
  readonly url: string;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly delivered_at: string | null;
  readonly next_at: string | null;
  readonly body?: string | null;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor?: string;
}

/** A server's webhooks, for a token with the scope `admin`. Every call throws CliError. */
export interface WebhookClient {
  list(): Promise<Page<WebhookAnswer>>;
  add(body: { url: string; types?: readonly string[] | undefined }): Promise<WebhookAnswer>;
  remove(id: string): Promise<WebhookAnswer>;
  act(id: string, act: "rotate" | "enable" | "disable"): Promise<WebhookAnswer>;
  deliveries(query: Readonly<Record<string, string>>): Promise<Page<DeliveryAnswer>>;
  show(id: string): Promise<DeliveryAnswer>;
  replay(id: string): Promise<DeliveryAnswer>;
}

const WEBHOOKS = "/v1/webhooks";
const DELIVERIES = `${WEBHOOKS}/deliveries`;

export function createWebhookClient(connection: Connection): WebhookClient {
  const call = createApiCall(connection);
  const post = (path: string, body?: unknown) => call(path, { method: "POST", body });
  return {
    list: async () => readPage(await call(WEBHOOKS), readWebhook),
    add: async (body) => readWebhook(await post(WEBHOOKS, body)),
    remove: async (id) => readWebhook(await call(one(WEBHOOKS, id), { method: "DELETE" })),
    act: async (id, act) => readWebhook(await post(`${one(WEBHOOKS, id)}/${act}`)),
    async deliveries(query) {
      const search = new URLSearchParams(query).toString();
      return readPage(await call(`${DELIVERIES}?${search}`), readDelivery);
    },
    show: async (id) => readDelivery(await call(one(DELIVERIES, id))),
    replay: async (id) => readDelivery(await post(`${one(DELIVERIES, id)}/replay`)),
  };
}

function one(collection: string, id: string): string {
  if (/^(whk|whd)_[\w-]+$/.test(id)) return `${collection}/${id}`;
  throw new CliError("usage", "an id looks like whk_… for a webhook, and whd_… for a delivery");
}

function read(answer: unknown): { readonly id: string } {
  if (isObject(answer) && typeof answer["id"] === "string") return { ...answer, id: answer["id"] };
  throw foreignAnswer();
}

function readWebhook(answer: unknown): WebhookAnswer {
  return read(answer) as WebhookAnswer;
}

function readDelivery(answer: unknown): DeliveryAnswer {
  return read(answer) as DeliveryAnswer;
}

function readPage<T>(answer: unknown, readOne: (item: unknown) => T): Page<T> {
  if (!isObject(answer) || !Array.isArray(answer["data"])) throw foreignAnswer();
  const next = answer["next_cursor"];
  const data = answer["data"].map(readOne);
  return typeof next === "string" ? { data, next_cursor: next } : { data };
}
