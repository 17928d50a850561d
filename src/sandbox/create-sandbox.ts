import { Elysia } from "elysia";

import { CallbackLine } from "./callback/callback-line.ts";
import { eventBody } from "./callback/event-body.ts";
import type { EventVersion, NewEvent } from "./callback/event-body.ts";
import { EventLine } from "./callback/event-line.ts";
import { UpdateTokens } from "./callback/update-tokens.ts";
import { CardScreen } from "./client/card-screen.ts";
import { createClick } from "./client/click.ts";
import { createSay } from "./client/say.ts";
import { controlApi } from "./control-api.ts";
import { EventFeed } from "./event-feed.ts";
import { Faults } from "./faults.ts";
import { createIds } from "./ids.ts";
import { connectionRoutes } from "./long-connection/connection-routes.ts";
import { PushLine } from "./long-connection/push-line.ts";
import { AccessTokens } from "./open-api/access-tokens.ts";
import { openApi } from "./open-api/open-api.ts";
import { RateLimit } from "./open-api/rate-limit.ts";
import page from "./phone/index.html";
import { registrationRoutes } from "./registration/registration-routes.ts";
import { Registrations } from "./registration/registrations.ts";
import { SandboxError } from "./sandbox-error.ts";
import { describeApp, settle } from "./sandbox-options.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import type { Sandbox } from "./sandbox.ts";
import { Chats } from "./tenant/chats.ts";
import { Images } from "./tenant/images.ts";
import { Messages } from "./tenant/messages.ts";
import { Organisation } from "./tenant/organisation.ts";
import { People } from "./tenant/people.ts";
import { Templates } from "./tenant/templates.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** Makes a sandbox. Nothing listens before `listen`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = settle(options);
  const { clock } = settings;
  const ids = createIds(settings.random);
  const feed = new EventFeed();
  const faults = new Faults(ids, feed);
  const tenant: Tenant = {
    key: ids.next().slice(0, 16),
    app: describeApp(options, ids.next()),
    people: new People(settings.people),
    organisation: new Organisation(settings.departments, settings.userGroups),
    chats: new Chats(settings.groups, ids),
    messages: new Messages({ ids, clock, feed }),
    images: new Images(ids),
    templates: new Templates(settings.templates),
  };
  const { app, people, chats, messages, images } = tenant;
  const tokens = new AccessTokens({ lifetimeSeconds: settings.tokenLifetimeSeconds, clock, ids });
  const updateTokens = new UpdateTokens(ids, clock);
  const screen = new CardScreen(messages);
  const config = settings.longConnection;
  const push = new PushLine({ faults, ids, config, ...settings });
  const line = new CallbackLine({ app, faults, ids, push, ...settings });
  const events = new EventLine({ line, feed, ...settings });
  const sendEvent = (event: NewEvent, { version = "2.0" }: { readonly version?: EventVersion } = {}) =>
    events.send(eventBody(tenant, event, { version, ids, now: clock() }));
  let cardCallbacks = settings.cardCallbacks;
  const registrations = new Registrations({
    app,
    people,
    ids,
    clock,
    rules: settings.registration,
    onApp: ({ callbacks }) =>
      void (cardCallbacks = callbacks.includes("card.action.trigger") ? "new" : "none"),
  });
  const say = createSay({ tenant, tell: (event) => void sendEvent(event) });
  const click = createClick({
    tenant,
    line,
    screen,
    feed,
    updateTokens,
    ids,
    clock,
    timezone: settings.timezone,
    cardCallbacks: () => cardCallbacks,
  });
  const scan: Sandbox["scan"] = (scan) => registrations.scan(scan);
  const rate = new RateLimit(clock);
  const connections = (): number => push.connections;
  const view = () => ({
    people: people.list(),
    chats: chats.list(),
    messages: messages.list(),
    faults: faults.list(),
  });
  const server = new Elysia({ serve: SERVE })
    .get("/", page)
    .use(controlApi({ images, feed, faults, line, push, click, say, view, scan }))
    .use(registrationRoutes(registrations))
    .use(connectionRoutes({ app, line: push, faults, ids, config }))
    .use(openApi({ tenant, tokens, faults, rate, screen, updateTokens, ids, connections, ...settings }));

  return {
    app,
    listen({ host = "127.0.0.1", port = 0 } = {}) {
      server.listen({ hostname: host, port });
      return this.url;
    },
    get url() {
      if (!server.server) throw new SandboxError("not_listening", "the sandbox does not listen yet");
      return server.server.url.origin;
    },
    async stop() {
      events.stop();
      if (server.server) await server.stop(true);
    },
    view,
    message: (messageId) => messages.find(messageId),
    subscribe: (listener) => feed.subscribe(listener),
    click,
    say,
    scan,
    sendEvent,
    setCallbackUrl: (url) => void (line.url = url),
    verifyCallbackUrl: () => line.verify(),
    replayCallback: () => line.replay(),
    get connections() {
      return push.connections;
    },
    cutConnections: () => push.cut(),
    silenceConnections: () => push.silence(),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => void faults.clear(),
    expireTokens: () => tokens.revokeAll(),
  };
}

const SERVE = {
  // A second server on the same port would start silently and take half of the calls.
  reusePort: false,
  // In development each server would watch the page's files, and a test suite would run out of watchers.
  development: false,
  // An image may have 10 MB, and a form goes around it.
  maxRequestBodySize: 12 * 1024 * 1024,
} as const;
