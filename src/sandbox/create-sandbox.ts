import { Elysia } from "elysia";

import { AccessTokens } from "./access-tokens.ts";
import { CallbackLine } from "./callback-line.ts";
import type { Delivery } from "./callback-sender.ts";
import { cardDefect } from "./card-rules.ts";
import { CardScreen } from "./card-screen.ts";
import { DEFAULT_GROUPS, DEFAULT_PEOPLE } from "./cast.ts";
import { Chats } from "./chats.ts";
import { createClick } from "./click.ts";
import type { Click } from "./click.ts";
import { controlApi } from "./control-api.ts";
import { EventFeed } from "./event-feed.ts";
import { Faults } from "./faults.ts";
import type { NewFault } from "./faults.ts";
import { createIds } from "./ids.ts";
import { Images } from "./images.ts";
import { Messages } from "./messages.ts";
import { openApi } from "./open-api/open-api.ts";
import { People } from "./people.ts";
import page from "./phone/index.html";
import { RateLimit } from "./rate-limit.ts";
import { SandboxError } from "./sandbox-error.ts";
import { PLATFORM_LIMITS } from "./sandbox-options.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import type { SandboxApp, Tenant } from "./tenant.ts";
import { UpdateTokens } from "./update-tokens.ts";
import type { SandboxEvent, SandboxFault, SandboxMessage, SandboxView } from "./view.ts";

/** A pretend Lark on this machine: its Open API, its callbacks, its clients, and a page that shows a phone. */
export interface Sandbox {
  readonly app: SandboxApp;
  /** Listens on loopback, on any free port if it is told of none. Returns the base URL, which is also the API's domain. */
  listen(at?: { readonly host?: string | undefined; readonly port?: number | undefined }): string;
  /** Throws SandboxError "not_listening" before `listen`. */
  readonly url: string;
  /** Cuts every connection. */
  stop(): Promise<void>;
  view(): SandboxView;
  message(messageId: string): SandboxMessage | undefined;
  /** Tells of everything that happens from now on. Returns the way to stop it. */
  subscribe(listener: (event: SandboxEvent) => void): () => void;
  readonly click: Click;
  setCallbackUrl(url: string): void;
  /** Sends a challenge as the developer console does; true if it came back. */
  verifyCallbackUrl(): Promise<boolean>;
  /** Sends the last callback's bytes again. The platform never does; somebody who had listened might. */
  replayCallback(): Promise<Delivery>;
  addFault(fault: NewFault): SandboxFault;
  clearFaults(): void;
  /** Ends all access tokens now, whatever they had left. */
  expireTokens(): void;
}

/** Makes a sandbox. Nothing listens before `listen`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const clock = options.clock ?? (() => new Date());
  const ids = createIds(options.random ?? Math.random);
  const feed = new EventFeed();
  const faults = new Faults(ids, feed);
  const limits = options.rateLimits === "off" ? undefined : { ...PLATFORM_LIMITS, ...options.rateLimits };
  const tokens = new AccessTokens({ lifetimeSeconds: options.tokenLifetimeSeconds ?? 7200, clock, ids });
  const tenant: Tenant = {
    key: ids.next().slice(0, 16),
    app: createApp(options, ids.next()),
    people: new People(options.people ?? DEFAULT_PEOPLE),
    chats: new Chats(options.groups ?? DEFAULT_GROUPS, ids),
    messages: new Messages({ ids, clock, feed }),
    images: new Images(ids),
  };
  const { app, people, chats, messages } = tenant;
  const screen = new CardScreen(messages);
  const updateTokens = new UpdateTokens(ids, clock);
  const line = new CallbackLine({
    app,
    url: options.callbackUrl,
    deadlineMs: options.callbackDeadlineMs ?? 3000,
    faults,
    ids,
    clock,
    fetch: options.fetch ?? fetch,
  });
  const click = createClick({
    tenant,
    line,
    screen,
    feed,
    updateTokens,
    ids,
    clock,
    acceptsCard: (card) => cardDefect(card, tenant) === undefined,
    timezone: options.timezone ?? "Asia/Shanghai",
  });
  const view = () => ({
    people: people.list(),
    chats: chats.list(),
    messages: messages.list(),
    faults: faults.list(),
  });
  const rate = new RateLimit(clock);
  const server = new Elysia({ serve: { reusePort: false, maxRequestBodySize: 12 * 1024 * 1024 } })
    .get("/", page)
    .use(controlApi({ tenant, feed, faults, click, view }))
    .use(openApi({ tenant, tokens, faults, rate, limits, screen, updateTokens, ids, clock }));

  return {
    app,
    listen({ host = "127.0.0.1", port = 0 } = {}) {
      server.listen({ hostname: host, port });
      return this.url;
    },
    get url() {
      if (!server.server) throw new SandboxError("not_listening", "the sandbox does not listen yet");
      return `http://${server.server.hostname}:${server.server.port}`;
    },
    async stop() {
      await server.stop(true);
    },
    view,
    message: (messageId) => messages.find(messageId),
    subscribe: (listener) => feed.subscribe(listener),
    click,
    setCallbackUrl: (url) => void (line.url = url),
    verifyCallbackUrl: () => line.verify(),
    replayCallback: () => line.replay(),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    expireTokens: () => tokens.revokeAll(),
  };
}

function createApp(options: SandboxOptions, random: string): SandboxApp {
  return {
    id: options.appId ?? `cli_${random.slice(0, 16)}`,
    secret: options.appSecret ?? `secret-${random}`,
    name: "countersign sandbox",
    openId: `ou_${random}`,
    encryptKey: options.encryptKey ?? `key-${random}`,
    verificationToken: options.verificationToken ?? `token-${random}`,
  };
}
