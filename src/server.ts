import { mintToken } from "./api-token.ts";
import { createDelegationService } from "./approval/delegation-service.ts";
import { createApprovalsCommand } from "./callback/approvals-command.ts";
import type { Config } from "./config/config.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { databaseBytes } from "./storage/sqlite/database-bytes.ts";
import { openStorage } from "./storage/sqlite/open-storage.ts";
import { Arrivals } from "./transport/http/arrivals.ts";
import { createApp } from "./transport/http/create-app.ts";
import { listenMetrics } from "./transport/http/listen-metrics.ts";
import { VERSION } from "./version.ts";
import { createApprovals } from "./wiring/approvals.ts";
import type { Around } from "./wiring/around.ts";
import { callbackOptions } from "./wiring/callbacks.ts";
import { connectLark } from "./wiring/connect-lark.ts";
import { forwardClicks } from "./wiring/forward-clicks.ts";
import { callOwnApi, createHandlerTools } from "./wiring/handler-tools.ts";
import { createIdentify } from "./wiring/identify.ts";
import { createLiveSecrets } from "./wiring/live-secrets.ts";
import { nameRequests } from "./wiring/name-requests.ts";
import { newId } from "./wiring/new-id.ts";
import { openDoor } from "./wiring/open-door.ts";
import { openOwnDoor } from "./wiring/open-own-door.ts";
import { createPostings } from "./wiring/postings.ts";
import { randomBytes } from "./wiring/random-bytes.ts";
import { createRefusals } from "./wiring/refusals.ts";
import { sealOptions, startServerKeys } from "./wiring/server-keys.ts";
import { createSignatures, reachedBy } from "./wiring/signatures.ts";
import { startCallbacks } from "./wiring/start-callbacks.ts";
import { startCards } from "./wiring/start-cards.ts";
import { startHandlers } from "./wiring/start-handlers.ts";
import { startRetention } from "./wiring/start-retention.ts";
import { createSocket } from "./wiring/start-socket.ts";
import { startTicks } from "./wiring/start-ticks.ts";
import { startWebhooks } from "./wiring/start-webhooks.ts";
import { pointTo, tellPrivately } from "./wiring/tell-privately.ts";
import { watchClock } from "./wiring/watch-clock.ts";
import { watchStorage } from "./wiring/watch-storage.ts";

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: (() => Date) | undefined;
  readonly random?: (() => number) | undefined;
  /** Opens what the server keeps; SQLite in the data directory if left out. */
  readonly open?: typeof openStorage | undefined;
}

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where the commands of this machine reach it, such as `unix:/run/countersign/countersign.sock`. */
  readonly socket: string | undefined;
  /** What keeps this process from its work, in one line, or undefined. That Lark is away does not. */
  readonly fault: () => string | undefined;
  /** What of it a start anew may mend. */
  readonly stuck: () => string | undefined;
  /** From now on the secrets of these settings are in force; the others stay as they were at the start. */
  takeOverSecrets(config: Config): void;
  /** Ends what is under way, keeps what is owed, and closes the database. */
  stop(): Promise<void>;
}

/** What goes on until it is told to stop. */
interface Stoppable {
  stop(): Promise<void> | void;
}

/**
 * Puts the rooms together and opens the door; decides nothing. Throws StorageError or AuditError when the data directory
 * cannot be used, and an error with `code` EADDRINUSE when a port is taken; then nothing is left open.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, log, clock = () => new Date(), random = Math.random, open = openStorage } = options;
  const seals = sealOptions(config, clock);
  // What is opened last is closed first.
  await using opened = new AsyncDisposableStack();
  const keep = <T extends Stoppable>(part: T): T => opened.adopt(part, (it) => it.stop());
  const storage = opened.adopt(open(config.COUNTERSIGN_DATA_DIR, seals), (storage) => storage.close());
  const around: Around = {
    log,
    clock,
    random,
    metrics: createMetrics({ version: VERSION, clock, countOutbox: (now) => storage.outbox.count(now) }),
  };
  await storage.outbox.releaseAll(clock());
  await storage.inbox.releaseAll();
  const secrets = createLiveSecrets(config);
  const requests = nameRequests(newId, around);
  const lark = connectLark(config, secrets, around);
  const cards = keep(startCards(lark.client, storage, around));
  const webhooks = keep(startWebhooks(config, secrets, storage, newId, around));
  const service = createApprovals(storage, lark.directory, { cards, webhooks }, newId, around);
  keep(startTicks(service, around));
  keep(startRetention(storage.retention, config, around));
  keep(watchStorage(storage, around));
  const keys = keep(startServerKeys(storage, around));
  keep(watchClock(storage.putForward, () => performance.now(), around));
  const tell = tellPrivately(lark.client, around);
  const checkForwardUrl = (url: string): void => webhooks.service.checkRequestUrl(url);
  const handlersToken = mintToken(randomBytes);
  const handlers = keep(
    await startHandlers(
      {
        dataDir: config.COUNTERSIGN_DATA_DIR,
        forward: webhooks.forward,
        checkForwardUrl,
        tool: createHandlerTools({
          store: storage.handlers,
          updateCard: (messageId, card) => postings.paint(messageId, card),
          api: callOwnApi((request) => app.handle(request), handlersToken),
        }),
      },
      around,
    ),
  );
  const postings = createPostings(
    {
      approvals: service,
      store: storage.postings,
      elsewhere: { forward: forwardClicks(webhooks.forward), handler: handlers.effect },
      checkForwardUrl,
      hasHandler: handlers.has,
      tell,
      newId,
      wakeOutbox: (at) => cards.drain.wake(at),
    },
    around,
  );
  const clicks = [postings.clicks, ...handlers.clicks];
  const point = pointTo(lark.client, around);
  const events = [createApprovalsCommand({ service, tell, point }), ...handlers.events];
  const legacyCards = config.LARK_LEGACY_CARD;
  const taken = { service, inbox: storage.inbox, legacyCards, clicks, events, late: postings.late };
  const callbacks = keep(startCallbacks(taken, around));
  const stopping = new AbortController();
  const arrivals = new Arrivals();
  const noteRefusal = createRefusals(config, arrivals, around);
  const bearerOf = createIdentify(secrets, storage.tokens, handlersToken, arrivals, noteRefusal);
  const delegations = createDelegationService({ store: storage.delegations, clock, newId });
  const signatures = createSignatures(storage, service, newId, around);
  const socket = createSocket(config, secrets, requests.newRequestId, around);
  const checks = [storage.check, cards.health, ...(socket === undefined ? [] : [socket.check])];
  const { warnings } = storage;
  around.metrics.watch({
    checks: [...checks, ...warnings],
    databaseBytes: () => databaseBytes(config.COUNTERSIGN_DATA_DIR),
    isSocketConnected: socket?.isConnected,
  });
  const waiters = { identify: bearerOf, stopping: stopping.signal };
  const app = createApp({
    errors: requests,
    callback: callbackOptions(config, secrets.callback, callbacks, around, socket?.noteHttp, noteRefusal),
    approvals: { service, ...waiters },
    cards: { service: postings.service, identify: bearerOf },
    delegations: { service: delegations, identify: bearerOf },
    signatures: { service: signatures, identify: bearerOf, ...reachedBy(config) },
    webhooks: { service: webhooks.service, identify: bearerOf },
    keys: { service: keys.service, identify: bearerOf },
    records: { trail: storage.audit, keys: storage.keys, service, ...waiters },
    health: {
      checks,
      warnings,
      registeredHandlers: callbacks.router.registered,
      version: VERSION,
    },
  });
  const metricsDoor = listenMetrics(around.metrics, config.COUNTERSIGN_METRICS_LISTEN);
  opened.defer(() => metricsDoor?.stop());
  const door = keep(await openDoor(app, config, arrivals, around));
  const ownDoor = opened.adopt(await openOwnDoor(app, config, arrivals, around), (door) => door?.stop());
  if (socket !== undefined) keep(socket.start(callbacks));
  opened.defer(() => stopping.abort());
  const all = opened.move();
  return {
    url: door.url,
    socket: ownDoor?.url,
    fault: storage.check.fault,
    stuck: storage.stuck,
    takeOverSecrets(config) {
      secrets.takeOver(config);
      keys.takeOver(config);
    },
    stop: () => all.disposeAsync(),
  };
}
