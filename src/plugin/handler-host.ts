import type { JsonObject } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { FromHost, HandlerInfo, ToHost, ToolName } from "./host-messages.ts";

/** The process that runs the handlers, as its parent sees it. */
export interface HostProcess {
  send(message: ToHost): void;
  /** Ends it at once. */
  kill(): void;
  /** Resident memory in bytes. */
  memory(): number;
  readonly exited: Promise<unknown>;
}

export interface HandlerHostOptions {
  readonly spawn: (onMessage: (message: FromHost) => void) => HostProcess;
  /** Gives a handler what it asks for. A rejection is told to the handler by its message. */
  readonly tool: (name: string, tool: ToolName, args: readonly unknown[]) => Promise<unknown>;
  readonly onLog: (line: Extract<FromHost, { kind: "log" }>) => void;
  /** A file that did not load, by its name; or the process, that ended by itself or was ended. */
  readonly onFault: (message: string, file?: string) => void;
  /** Runs something after so many milliseconds; answers how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

export interface HandlerHost {
  /** The handlers that were loaded at the start. */
  readonly handlers: readonly HandlerInfo[];
  /** What the handler answered. Rejects with HandlerError, and nothing else. */
  call(name: string, input: JsonObject): Promise<unknown>;
  stop(): Promise<void>;
}

/** For loading all files: a handler that hangs while it is loaded keeps no server from its start. */
const READY_MS = 10_000;
/** An event loop that turns answers a ping at once. Less than Lark waits: the clicker is told to try again. */
const BLOCKED_MS = 2_000;
/** What takes longer is given up, and its answer is not wanted any more. */
const CALL_MS = 30_000;
const LOOK_MS = 1_000;
const MOST_MEMORY = 256 * 1024 * 1024;
const MOST_CALLS = 200;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 30_000;

/** Starts the handlers' process and keeps it alive; resolves once they are loaded. */
export async function startHandlerHost(options: HandlerHostOptions): Promise<HandlerHost> {
  const { spawn, tool, onLog, onFault, schedule } = options;
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  const pings = new Map<number, () => void>();
  const loaded = Promise.withResolvers<readonly HandlerInfo[]>();
  // Anew for each process: what is sent to one that does not listen yet is lost.
  let listening = Promise.withResolvers<void>();
  let host: HostProcess | undefined;
  let lastId = 0;
  let failures = 0;
  let stopped = false;
  let callOffLook: (() => void) | undefined;

  function start(): void {
    if (stopped) return;
    const current = spawn((message) => {
      if (host === current) receive(current, message);
    });
    host = current;
    const callOffReady = schedule(() => end("the handlers did not load in time"), READY_MS);
    void listening.promise.then(callOffReady);
    callOffLook = schedule(look, LOOK_MS);
    void current.exited.then(() => {
      callOffReady();
      if (host === current) ended();
    });
  }

  function look(): void {
    callOffLook = schedule(look, LOOK_MS);
    if (host !== undefined && host.memory() > MOST_MEMORY) end("the handlers took too much memory");
  }

  /** Ends the process; what was under way is told, and it is started again. */
  function end(why: string): void {
    onFault(why);
    host?.kill();
  }

  function ended(): void {
    host = undefined;
    callOffLook?.();
    for (const callOff of pings.values()) callOff();
    pings.clear();
    for (const { reject } of calls.values()) {
      reject(new HandlerError("handler_host_ended", "the handlers' process ended meanwhile"));
    }
    calls.clear();
    loaded.resolve([]);
    listening.resolve();
    if (stopped) return;
    listening = Promise.withResolvers<void>();
    failures += 1;
    schedule(start, Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** failures));
  }

  function receive(current: HostProcess, message: FromHost): void {
    switch (message.kind) {
      case "ready":
        for (const { file, message: why } of message.faults) onFault(why, file);
        loaded.resolve(message.handlers);
        listening.resolve();
        return;
      case "done":
        failures = 0;
        calls.get(message.id)?.resolve(message.answer);
        return;
      case "failed":
        calls.get(message.id)?.reject(new HandlerError(message.code, message.message));
        return;
      case "pong":
        pings.get(message.id)?.();
        pings.delete(message.id);
        return;
      case "ask":
        void give(current, message);
        return;
      default:
        onLog(message);
    }
  }

  async function give(current: HostProcess, ask: Extract<FromHost, { kind: "ask" }>): Promise<void> {
    try {
      const value = await tool(ask.name, ask.tool, ask.args);
      if (host === current) current.send({ kind: "given", id: ask.id, value });
    } catch (fault) {
      const message = fault instanceof Error ? fault.message : String(fault);
      if (host === current) current.send({ kind: "refused", id: ask.id, message });
    }
  }

  start();
  const handlers = await loaded.promise;
  return {
    handlers,

    async call(name, input) {
      await listening.promise;
      if (host === undefined) throw new HandlerError("handler_host_ended", "the handlers do not run");
      if (calls.size >= MOST_CALLS) throw new HandlerError("handler_busy", "too many calls are under way");
      const id = (lastId += 1);
      const call = Promise.withResolvers<unknown>();
      calls.set(id, call);
      const late = new HandlerError("handler_timeout", `${name} took longer than ${CALL_MS / 1000} s`);
      const callOff = schedule(() => call.reject(late), CALL_MS);
      host.send({ kind: "call", id, name, input });
      // Read after the call: a handler that blocks keeps its answer back.
      pings.set(
        id,
        schedule(() => end(`${name} blocked the handlers' process`), BLOCKED_MS),
      );
      host.send({ kind: "ping", id });
      return call.promise.finally(() => {
        callOff();
        calls.delete(id);
      });
    },

    async stop() {
      stopped = true;
      const current = host;
      current?.kill();
      await current?.exited;
    },
  };
}
