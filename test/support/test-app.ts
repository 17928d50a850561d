import { Database } from "bun:sqlite";
import { onTestFinished } from "bun:test";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { hashToken, SCOPES } from "../../src/api-token.ts";
import type { ApprovalService } from "../../src/approval/approval-service.ts";
import type { Approval } from "../../src/approval/approval.ts";
import { createDelegationService } from "../../src/approval/delegation-service.ts";
import type { Config } from "../../src/config/config.ts";
import { readConfig } from "../../src/config/config.ts";
import { KeyedMutex } from "../../src/keyed-mutex.ts";
import { createLog } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { createPostingService } from "../../src/posting/posting-service.ts";
import { createSignatureService } from "../../src/signature/signature-service.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { Arrivals } from "../../src/transport/http/arrivals.ts";
import { type App, createApp } from "../../src/transport/http/create-app.ts";
import { createAddressGuard } from "../../src/webhook/address-guard.ts";
import { createWebhookService } from "../../src/webhook/webhook-service.ts";
import { callbackOptions } from "../../src/wiring/callbacks.ts";
import { createIdentify } from "../../src/wiring/identify.ts";
import { createLiveSecrets } from "../../src/wiring/live-secrets.ts";
import { createRefusals } from "../../src/wiring/refusals.ts";
import { startServerKeys } from "../../src/wiring/server-keys.ts";
import { type CallbackParts, startCallbacks } from "../../src/wiring/start-callbacks.ts";
import { aRequest, type FlatRequest } from "./a-request.ts";
import { openStorage } from "./open-storage.ts";
import { serviceOver } from "./service-over.ts";
import { ENCRYPT_KEY, VERIFICATION_TOKEN } from "./signed-callback.ts";
import { tempDir } from "./temp-dir.ts";
import { TestClock } from "./test-clock.ts";

export const API_TOKEN = "cst_the-token-of-these-tests";

/** The real application over a real database on disk; only the clock stands still, and nobody delivers cards. */
export interface TestApp {
  readonly app: App;
  readonly clock: TestClock;
  readonly service: ApprovalService;
  readonly storage: Storage;
  /** Every row of every table but the audit rows of refused clicks, as text. */
  readonly dump: () => string;
  /** All that stands in the log so far. */
  readonly log: () => string;
  /** Faults without a code of ours. */
  readonly internal: unknown[];
  readonly stopping: AbortController;
  /** For whoever listens: how requests came in. */
  readonly arrivals: Arrivals;
  /** A pending approval whose card is message `om_1` in chat `oc_1`. */
  readonly ask: (about?: FlatRequest, expiresIn?: number) => Promise<Approval>;
}

export interface TestAppOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether there is anything to prove a callback by. */
  readonly withCallbacks?: boolean;
  /** Who takes callbacks besides approvals. */
  readonly callbacks?: Partial<CallbackParts>;
  /** Puts something between the routes and the service. */
  readonly disturb?: (service: ApprovalService) => ApprovalService;
}

export function testApp(options: TestAppOptions = {}): TestApp {
  const { env = {}, withCallbacks = true, disturb = (service) => service } = options;
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  const token = { id: "tok_1", name: "tests", scopes: SCOPES, createdAt: new Date(0) };
  storage.tokens.insert(token, hashToken(API_TOKEN));
  const reader = new Database(join(dataDir, "countersign.db"), { readonly: true });
  const logFile = join(dataDir, "log");
  const fd = openSync(logFile, "w");
  onTestFinished(async () => {
    await callbacks.stop();
    await keys.stop();
    reader.close();
    storage.close();
    closeSync(fd);
  });
  const clock = new TestClock();
  const service = disturb(serviceOver(storage.approvals, clock));
  const config = configWith(env);
  const log = createLog({ level: "debug", format: "json", fd });
  const metrics = createMetrics({ version: "0.0.0", clock: clock.now, countOutbox: async () => [] });
  const around = { log, clock: clock.now, random: () => 0, metrics };
  const callbacks = startCallbacks(
    { service, inbox: storage.inbox, legacyCards: config.LARK_LEGACY_CARD, ...options.callbacks },
    around,
  );
  const { router } = callbacks;
  const secrets = createLiveSecrets(config);
  const internal: unknown[] = [];
  const stopping = new AbortController();
  const arrivals = new Arrivals();
  const noteRefusal = createRefusals(config, arrivals, around);
  const identify = createIdentify(secrets, storage.tokens, "the-token-of-no-handler", arrivals, noteRefusal);
  let requests = 0;
  let cards = 0;
  let delegations = 0;
  let signatures = 0;
  let webhooks = 0;
  const keys = startServerKeys(storage, around);
  const app = createApp({
    errors: { newRequestId: () => `req_${++requests}`, onInternal: (fault) => internal.push(fault) },
    callback: withCallbacks
      ? callbackOptions(config, secrets.callback, callbacks, around, undefined, noteRefusal)
      : undefined,
    approvals: {
      service,
      identify,
      stopping: stopping.signal,
    },
    cards: {
      service: createPostingService({
        store: storage.postings,
        locks: new KeyedMutex(),
        clock: clock.now,
        newId: () => String(++cards).padStart(4, "0"),
        wakeOutbox: () => {},
        checkForwardUrl: () => {},
        hasHandler: () => false,
      }),
      identify,
    },
    delegations: {
      service: createDelegationService({
        store: storage.delegations,
        clock: clock.now,
        newId: () => String(++delegations).padStart(4, "0"),
      }),
      identify,
    },
    signatures: {
      service: createSignatureService({
        store: storage.signatures,
        approvals: service,
        clock: clock.now,
        newId: () => String(++signatures).padStart(4, "0"),
        linkKeys: () => storage.keys.links(clock.now()),
        isRevoked: (tokenId) => storage.tokens.isRevoked(tokenId),
      }),
      identify,
    },
    records: {
      trail: storage.audit,
      identify,
      stopping: stopping.signal,
      service,
      keys: storage.keys,
    },
    webhooks: {
      service: createWebhookService({
        store: storage.webhooks,
        guard: createAddressGuard([]),
        allowHttp: false,
        canSignRequests: false,
        clock: clock.now,
        randomBytes,
        newId: () => String(++webhooks).padStart(4, "0"),
        wake: () => {},
      }),
      identify,
    },
    keys: { service: keys.service, identify },
    health: { checks: [storage.check], registeredHandlers: router.registered, version: "0.0.0" },
  });
  return {
    app,
    clock,
    service,
    storage,
    internal,
    stopping,
    arrivals,
    dump: () => dump(reader),
    log: () => readFileSync(logFile, "utf8"),
    ask: (about, expiresIn = 3_600) => ask({ service, storage, clock }, about, expiresIn),
  };
}

function configWith(env: TestAppOptions["env"]): Config {
  const needed = {
    LARK_APP_ID: "cli_a1b2c3d4e5f60718",
    LARK_APP_SECRET: "test-App-Secret",
    LARK_ENCRYPT_KEY: ENCRYPT_KEY,
    LARK_VERIFICATION_TOKEN: VERIFICATION_TOKEN,
  };
  return readConfig({ flags: {}, env: { ...needed, ...env }, uid: 1000 }).config;
}

async function ask(
  { service, storage, clock }: Pick<TestApp, "service" | "storage" | "clock">,
  about: FlatRequest | undefined,
  expiresIn: number,
): Promise<Approval> {
  const actor = { kind: "token", id: "tok_1" } as const;
  const { approval } = await service.create(aRequest(about), { expiresIn, actor });
  for (const job of await storage.outbox.lease(clock.now(), clock.in(60), 10)) {
    const receipt = { messageId: "om_1", chatId: "oc_1", shownRevision: 1 };
    await storage.outbox.settle(job, { kind: "delivered", receipt }, clock.now(), clock.now());
  }
  return service.find(approval.id);
}

function dump(reader: Database): string {
  return reader
    .query<{ name: string }, []>("select name from sqlite_schema where type = 'table' order by name")
    .all()
    .map(({ name }) =>
      JSON.stringify({ [name]: reader.query(`select * from ${KEPT[name] ?? name}`).values() }),
    )
    .join("\n");
}

/** The note of a refusal is all that a refused click may leave, and until when its client may undo an update. */
const KEPT: Readonly<Record<string, string>> = {
  audit: "audit where type <> 'refused'",
  cards: "(select id, stage, state, message_id, chat_id, error, attempted, shown_revision from cards)",
};
