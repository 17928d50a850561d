import { hashToken } from "./api-token.ts";
import { type ApprovalService, createApprovalService } from "./approval/approval-service.ts";
import { type CallbackRouter, createCallbackRouter } from "./callback/callback-router.ts";
import { createCardActionHandler } from "./callback/card-action-handler.ts";
import { renderCard } from "./card/render-card.ts";
import type { Config } from "./config/config.ts";
import { KeyedMutex } from "./keyed-mutex.ts";
import { createCardDelivery } from "./lark/card-delivery.ts";
import { createLarkClient, type LarkClient } from "./lark/lark-client.ts";
import { createLarkHealth, type LarkHealth } from "./lark/lark-health.ts";
import type { Log } from "./log.ts";
import { type Drain, startDrain } from "./outbox/drain.ts";
import { createSecrets } from "./protocol/callback-secrets.ts";
import { openStorage, type Storage } from "./storage/sqlite/open-storage.ts";
import { createApp } from "./transport/http/create-app.ts";
import { listen } from "./transport/http/listen.ts";
import { VERSION } from "./version.ts";

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: (() => Date) | undefined;
  readonly random?: (() => number) | undefined;
  /** Opens what the server keeps; SQLite in the data directory if left out. */
  readonly open?: ((dataDir: string) => Storage) | undefined;
}

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends what is under way, keeps what is owed, and closes the database. */
  stop(): Promise<void>;
}

/** Cards under way at once: enough to use the platform's rate when each call takes a second. */
const CONCURRENCY = 40;
/** Milliseconds between two looks for approvals whose time has come. */
const EXPIRY_TICK = 1_000;

/**
 * Puts the rooms together and opens the door; decides nothing. Throws StorageError when the data directory cannot be
 * used, and an error with `code` EADDRINUSE when the port is taken.
 */
export async function startServer({
  config,
  log,
  clock = () => new Date(),
  random = Math.random,
  open = openStorage,
}: ServerOptions): Promise<Server> {
  const storage = open(config.COUNTERSIGN_DATA_DIR);
  try {
    await storage.outbox.releaseAll();
    const stopping = new AbortController();
    const client = createClient(config, log, clock);
    const lark = createLarkHealth();
    const drain = startCards({ storage, client, lark, log, clock, random });
    const service = createService(storage, drain, log, clock);
    const router = createRouter(service, log);
    const app = createApp({
      errors: { newRequestId, onInternal: logInternal(log) },
      callback: callbackOptions(config, router, log, clock),
      approvals: { service, identify: identify(config, storage), stopping: stopping.signal },
      health: { checks: [storage.check, lark], registeredHandlers: router.registered, version: VERSION },
    });
    const listener = listen(app, config.COUNTERSIGN_LISTEN);
    void client.ping().then((result) => lark.noteToken(result));
    const ticks = setInterval(() => void service.expireOverdue().catch(logFault(log, "expiry")), EXPIRY_TICK);
    return {
      url: listener.url,
      async stop() {
        clearInterval(ticks);
        stopping.abort();
        await listener.stop();
        client.stop();
        await drain.stop();
        storage.close();
      },
    };
  } catch (fault) {
    storage.close();
    throw fault;
  }
}

function createClient(config: Config, log: Log, clock: () => Date): LarkClient {
  return createLarkClient({
    baseUrl: config.LARK_DOMAIN,
    appId: config.LARK_APP_ID,
    appSecret: config.LARK_APP_SECRET,
    rate: config.LARK_RATE,
    fetch,
    clock,
    log: (line) => log.warn(line, "lark"),
  });
}

interface CardParts {
  readonly storage: Storage;
  readonly client: LarkClient;
  readonly lark: LarkHealth;
  readonly log: Log;
  readonly clock: () => Date;
  readonly random: () => number;
}

function startCards({ storage, client, lark, log, clock, random }: CardParts): Drain {
  const { approvals, outbox } = storage;
  return startDrain({
    outbox,
    clock,
    random,
    concurrency: CONCURRENCY,
    deliver: createCardDelivery({
      client,
      find: (cardId) => approvals.findByCard(cardId),
      render: renderCard,
    }),
    onSettled({ kind, key, approvalId, attempt }, delivery) {
      lark.noteDelivery(delivery);
      const line = {
        approval_id: approvalId,
        card: key,
        attempt,
        ...("error" in delivery && { error: delivery.error }),
      };
      if (delivery.kind === "delivered") log.info(line, `${kind} delivered`);
      else log.warn(line, `${kind} ${delivery.kind === "retry" ? "will be tried again" : "failed for good"}`);
    },
    onFault: logFault(log, "outbox"),
  });
}

function createService({ approvals }: Storage, drain: Drain, log: Log, clock: () => Date): ApprovalService {
  return createApprovalService({
    store: approvals,
    locks: new KeyedMutex(),
    clock,
    newId: () => Bun.randomUUIDv7().replaceAll("-", ""),
    wakeOutbox: (at) => drain.wake(at),
    onOutcome: ({ kind, approval }) => log.debug({ approval_id: approval.id, status: approval.status }, kind),
  });
}

function createRouter(service: ApprovalService, log: Log): CallbackRouter {
  const click = createCardActionHandler({
    service,
    onRefused: (code, { eventId }) => log.info({ event_id: eventId, code }, "click refused"),
    onFault: (err, { eventId }) => log.error({ err, event_id: eventId }, "click not recorded"),
  });
  const unknown = new Set<string>();
  return createCallbackRouter(new Map([["card.action.trigger", click]]), (eventType) => {
    if (unknown.size < 100 && !unknown.has(eventType))
      log.info({ event_type: eventType }, "no handler for this event");
    unknown.add(eventType);
  });
}

/** Without a verification token there is nothing to prove a callback by, and so no route. */
function callbackOptions(config: Config, router: CallbackRouter, log: Log, clock: () => Date) {
  const { LARK_VERIFICATION_TOKEN: verificationToken, LARK_ENCRYPT_KEY: encryptKey } = config;
  if (verificationToken === undefined) return undefined;
  return {
    router,
    secrets: createSecrets({ encryptKey, verificationToken }),
    clock,
    toleranceSeconds: config.COUNTERSIGN_CALLBACK_TOLERANCE,
    onRefused: ({ code, message }: { code: string; message: string }) =>
      log.warn({ code }, `callback refused: ${message}`),
  };
}

function identify(
  { COUNTERSIGN_TOKEN: fixed }: Config,
  { tokens }: Storage,
): (token: string) => string | undefined {
  const fixedHash = fixed === undefined ? undefined : hashToken(fixed);
  // Compared by hash: what the comparison's time tells of a hash helps nobody to find a token.
  return (token) => {
    const hash = hashToken(token);
    return hash === fixedHash ? "tok_environment" : tokens.findId(hash);
  };
}

function newRequestId(): string {
  return `req_${Bun.randomUUIDv7().replaceAll("-", "")}`;
}

function logInternal(log: Log) {
  return (err: unknown, requestId: string, { method, url }: Request): void =>
    log.error({ err, request_id: requestId, method, path: new URL(url).pathname }, "internal");
}

function logFault(log: Log, where: string) {
  return (err: unknown): void => log.error({ err }, `${where} failed`);
}
