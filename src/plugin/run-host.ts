import * as cardAction from "../interop/card-action.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { HandlerTools } from "./handler.ts";
import type { FromHost, ToHost, ToolName } from "./host-messages.ts";
import { createLineValve } from "./line-valve.ts";
import { type LoadedHandler, loadHandler } from "./load-handler.ts";

/** The channel to the server. */
export interface HostChannel {
  send(message: FromHost): void;
  listen(listener: (message: ToHost) => void): void;
}

/** What a handler may say to the server at once, as JSON. */
const MOST_CHARS = 256 * 1024;

/** Loads handlers and runs them as they are called: the whole life of the process that they live in. */
export async function runHost(
  dir: string,
  files: readonly string[],
  channel: HostChannel,
  monotonic: () => number,
): Promise<void> {
  lendModules();
  const mayLog = createLineValve(monotonic);
  const handlers = new Map<string, LoadedHandler>();
  const faults: { file: string; message: string }[] = [];
  for (const file of files) {
    channel.send({ kind: "loading", file });
    try {
      const handler = await loadHandler(dir, file);
      handlers.set(handler.name, handler);
    } catch (fault) {
      faults.push({ file, message: fault instanceof Error ? fault.message : String(fault) });
    }
  }
  const asked = new Map<number, PromiseWithResolvers<unknown>>();
  let questions = 0;

  function ask(name: string, tool: ToolName, args: readonly unknown[]): Promise<unknown> {
    const id = (questions += 1);
    const question = Promise.withResolvers<unknown>();
    asked.set(id, question);
    channel.send(bounded({ kind: "ask", id, name, tool, args }));
    return question.promise.finally(() => asked.delete(id));
  }

  async function call(id: number, name: string, input: JsonObject): Promise<void> {
    try {
      const handler = handlers.get(name);
      if (handler === undefined) throw new HandlerError("handler_broken", "is not loaded");
      const answer = await handler.handle(input, toolsOf(name, ask, { channel, mayLog }));
      channel.send(bounded({ kind: "done", id, answer }));
    } catch (fault) {
      const code = fault instanceof HandlerError ? fault.code : "handler_threw";
      channel.send({ kind: "failed", id, code, message: describe(fault) });
    }
  }

  channel.listen((message) => {
    if (message.kind === "call") void call(message.id, message.name, message.input);
    if (message.kind === "ping") channel.send({ kind: "pong", id: message.id });
    if (message.kind === "given") asked.get(message.id)?.resolve(message.value);
    if (message.kind === "refused") {
      asked.get(message.id)?.reject(new HandlerError("handler_tool", message.message));
    }
  });
  const infos = [...handlers.values()].map(({ name, file, type, match }) => ({ name, file, type, match }));
  channel.send({ kind: "ready", handlers: infos, faults });
}

/** Handlers live outside of the binary, where its modules cannot be found. */
function lendModules(): void {
  Bun.plugin({
    name: "countersign",
    setup(build) {
      build.module("countersign/card-action", () => ({ exports: { ...cardAction }, loader: "object" }));
    },
  });
}

interface Surroundings {
  readonly channel: HostChannel;
  readonly mayLog: () => boolean;
}

type Ask = (name: string, tool: ToolName, args: readonly unknown[]) => Promise<unknown>;

function toolsOf(name: string, ask: Ask, { channel, mayLog }: Surroundings): HandlerTools {
  const log = (level: "info" | "warn" | "error") => (message: string, details?: JsonObject) => {
    if (mayLog()) channel.send(bounded({ kind: "log", name, level, message, details }));
  };
  return {
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    store: {
      get: (key) => ask(name, "store.get", [key]),
      set: async (key, value) => void (await ask(name, "store.set", [key, value])),
      delete: async (key) => void (await ask(name, "store.delete", [key])),
    },
    cards: {
      update: async (messageId, card) => void (await ask(name, "cards.update", [messageId, card])),
    },
    approvals: {
      create: async (request) => (await ask(name, "approvals.create", [request])) as JsonObject,
      get: async (id) => (await ask(name, "approvals.get", [id])) as JsonObject,
    },
  };
}

/** Throws HandlerError `handler_answer` for what is no JSON, or too much of it. */
function bounded<T extends FromHost>(message: T): T {
  let text: string;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw new HandlerError("handler_answer", "what it said is no JSON", { cause });
  }
  if (text.length <= MOST_CHARS) return message;
  throw new HandlerError("handler_answer", `what it said is longer than ${MOST_CHARS} characters`);
}

function describe(fault: unknown): string {
  return (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)).slice(0, 4_000);
}
