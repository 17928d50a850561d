import { join } from "node:path";

import { findHandlerFiles } from "../plugin/find-handler-files.ts";
import { HandlerError } from "../plugin/handler-error.ts";
import { type HandlerHost, type HandlerHostOptions, startHandlerHost } from "../plugin/handler-host.ts";
import { answerClick, handlerRegistrations, type Reach } from "../plugin/handler-registrations.ts";
import type { HandlerInfo } from "../plugin/host-messages.ts";
import { type ForwardHandler, readForward } from "../plugin/read-forward.ts";
import { spawnHandlerHost } from "../plugin/spawn-handler-host.ts";
import type { Effects } from "../posting/effects.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import type { Forward } from "../webhook/forward.ts";
import type { Around } from "./around.ts";
import type { HandlerTool } from "./handler-tools.ts";
import { schedule } from "./schedule.ts";

export interface HandlerParts {
  readonly dataDir: string;
  readonly forward: Forward;
  /** Throws for a URL that could never be called. */
  readonly checkForwardUrl: (url: string) => void;
  readonly tool: HandlerTool;
}

export interface Handlers extends ReturnType<typeof handlerRegistrations> {
  readonly has: (name: string) => boolean;
  /** What the rule of a posted card asks of a handler. */
  readonly effect: Effects["handler"];
  stop(): Promise<void>;
}

/** The handlers of the data directory: code in a process of its own, and services that are called in their place. */
export async function startHandlers(parts: HandlerParts, around: Around): Promise<Handlers> {
  const { dataDir, forward, tool } = parts;
  const { log } = around;
  const dir = join(dataDir, "handlers");
  const files = findHandlerFiles(dir, process.getuid?.() ?? 0);
  const onFault = (message: string, file?: string): void => log.error({ file }, `handlers: ${message}`);
  for (const { file, message } of files.faults) onFault(message, file);
  const forwards = readForwards(dir, files.forwards, parts, onFault);
  const host = await startHost({
    files: files.code,
    spawn: spawnHandlerHost(dir, {
      env: process.env,
      monotonic,
      onPrint: (line) => log.info({ line }, "a handler prints"),
    }),
    tool,
    onLog: ({ name, level, message, details }) => log[level]({ handler: name, details }, message),
    onFault,
    schedule,
    monotonic,
  });
  const handlers: readonly HandlerInfo[] = [...(host?.handlers ?? []), ...forwards.values()];
  const reach = reachOf(host, forwards, forward);
  const named = new Map(handlers.map((handler) => [handler.name, handler]));
  return {
    ...handlerRegistrations(handlers, reach),
    has: (name) => named.has(name),
    async effect(name, { action, event }) {
      const handler = named.get(name);
      if (handler === undefined) return { ok: false, error: "handler_not_found" };
      try {
        return { ok: true, answer: await answerClick(handler, action, event, reach) };
      } catch (err) {
        log.error(
          { err, request_id: event.requestId, event_id: event.eventId, handler: name },
          "handler failed",
        );
        return { ok: false, error: err instanceof HandlerError ? err.code : "internal" };
      }
    },
    stop: async () => host?.stop(),
  };
}

/** Without code there is no process. */
async function startHost(options: HandlerHostOptions): Promise<HandlerHost | undefined> {
  return options.files.length === 0 ? undefined : startHandlerHost(options);
}

function readForwards(
  dir: string,
  files: readonly string[],
  { checkForwardUrl }: Pick<HandlerParts, "checkForwardUrl">,
  onFault: (message: string, file: string) => void,
): ReadonlyMap<string, ForwardHandler> {
  const forwards = new Map<string, ForwardHandler>();
  for (const file of files) {
    try {
      const handler = readForward(dir, file);
      checkForwardUrl(handler.url);
      forwards.set(handler.name, handler);
    } catch (fault) {
      onFault(fault instanceof Error ? fault.message : String(fault), file);
    }
  }
  return forwards;
}

function reachOf(
  host: HandlerHost | undefined,
  forwards: ReadonlyMap<string, ForwardHandler>,
  forward: Forward,
): Reach {
  async function service({ url }: ForwardHandler, id: string, type: string, data: object): Promise<unknown> {
    const forwarded = await forward({ url: new URL(url), id, type, data });
    if (forwarded.kind === "answered") return forwarded.answer;
    if (forwarded.kind === "refused" && forwarded.toast !== undefined) return { toast: forwarded.toast };
    const why = forwarded.kind === "refused" ? `status ${forwarded.status}` : forwarded.error;
    throw new HandlerError("handler_threw", `${new URL(url).host} did not take it: ${why}`);
  }

  async function run({ name }: HandlerInfo, input: object): Promise<unknown> {
    if (host === undefined) throw new HandlerError("handler_broken", `${name} is not loaded`);
    return host.call(name, input as JsonObject);
  }

  return {
    click(handler, action, event) {
      const found = forwards.get(handler.name);
      return found === undefined
        ? run(handler, action)
        : service(found, event.eventId, "card.action", told(action));
    },
    async event(handler, handled) {
      const found = forwards.get(handler.name);
      if (found === undefined) return run(handler, handled);
      return service(found, handled.event_id, handled.type, handled);
    },
  };
}

/** All but the right to update the card. */
function told(action: CardAction): object {
  return { ...action, token: undefined };
}

const monotonic = (): number => performance.now();
