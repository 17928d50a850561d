import type { JsonObject } from "../protocol/json-object.ts";
import { answerQuestions, type AnswerTool } from "./answer-questions.ts";
import { CallsUnderWay } from "./calls-under-way.ts";
import { HandlerError } from "./handler-error.ts";
import type { FromHost, HandlerInfo } from "./host-messages.ts";
import type { HostProcess } from "./host-process.ts";
import { createLineValve } from "./line-valve.ts";
import { readHostMessage } from "./read-host-message.ts";
import { watchLoad } from "./watch-load.ts";

export interface HandlerHostOptions {
  /** Names within the folder. */
  readonly files: readonly string[];
  readonly spawn: (files: readonly string[], onMessage: (message: unknown) => void) => HostProcess;
  readonly tool: AnswerTool;
  readonly onLog: (line: Extract<FromHost, { kind: "log" }>) => void;
  /** A file that did not load, by its name; or the process, that ended by itself or was ended. */
  readonly onFault: (message: string, file?: string) => void;
  /** Runs something after so many milliseconds; answers how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** Milliseconds from some moment on. */
  readonly monotonic: () => number;
}

export interface HandlerHost {
  /** The handlers that were loaded at the start. */
  readonly handlers: readonly HandlerInfo[];
  /** What the handler answered. Rejects with HandlerError, and nothing else. */
  call(name: string, input: JsonObject): Promise<unknown>;
  stop(): Promise<void>;
}

const LOOK_MS = 1_000;
const MOST_MEMORY = 256 * 1024 * 1024;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 30_000;

/** Starts the handlers' process and keeps it alive; resolves once they are loaded. */
export async function startHandlerHost(options: HandlerHostOptions): Promise<HandlerHost> {
  const { files, spawn, tool, onLog, onFault, schedule, monotonic } = options;
  const calls = new CallsUnderWay({
    schedule,
    onBlocked: (name) => end(`${name} blocked the handlers' process`),
  });
  const loaded = Promise.withResolvers<readonly HandlerInfo[]>();
  // Anew for each process: what is sent to one that does not listen yet is lost.
  let listening = Promise.withResolvers<void>();
  const answer = answerQuestions(tool);
  const mayLog = createLineValve(monotonic);
  const leftOut = new Set<string>();
  const load = watchLoad(schedule, () => end("the handlers did not load in time"));
  let host: HostProcess | undefined;
  let isUp = false;
  let isBlamed = false;
  let failures = 0;
  let stopped = false;
  let callOffLook: (() => void) | undefined;

  function start(): void {
    const rest = files.filter((file) => !leftOut.has(file));
    if (stopped) return;
    if (rest.length === 0) return goOn([]);
    const current = spawn(rest, (raw) => {
      if (host !== current) return;
      const message = readHostMessage(raw);
      if (message === undefined || !isExpected(message)) end("the handlers sent what is not understood");
      else receive(current, message);
    });
    host = current;
    load.next();
    callOffLook = schedule(look, LOOK_MS);
    void current.exited.then(() => {
      if (host === current) ended();
    });
  }

  /** Files are loaded before anything else is done, and are those that were named. */
  function isExpected(message: FromHost): boolean {
    return message.kind !== "loading" || (!isUp && files.includes(message.file));
  }

  function goOn(handlers: readonly HandlerInfo[]): void {
    load.over();
    loaded.resolve(handlers);
    listening.resolve();
  }

  function look(): void {
    callOffLook = schedule(look, LOOK_MS);
    if (host !== undefined && host.memory() > MOST_MEMORY) end("the handlers took too much memory");
  }

  /** Ends the process; what was under way is told, and it is started again. */
  function end(why: string): void {
    if (!isBlamed && load.file() === undefined) onFault(why);
    isBlamed = true;
    host?.kill();
  }

  function ended(): void {
    host = undefined;
    isUp = false;
    callOffLook?.();
    const suspect = load.file();
    load.over();
    calls.endAll();
    if (stopped) return;
    if (suspect !== undefined) return leaveOut(suspect);
    if (!isBlamed) onFault("the handlers' process ended by itself");
    isBlamed = false;
    goOn([]);
    listening = Promise.withResolvers<void>();
    failures += 1;
    schedule(start, Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** failures));
  }

  /** One file that cannot be loaded is that file's fault alone. */
  function leaveOut(file: string): void {
    onFault("ended its process, hung or took too much memory while it was loaded: it is left out", file);
    leftOut.add(file);
    isBlamed = false;
    start();
  }

  function receive(current: HostProcess, message: FromHost): void {
    switch (message.kind) {
      case "loading":
        return load.next(message.file);
      case "ready":
        for (const { file, message: why } of message.faults) onFault(why, file);
        isUp = true;
        return goOn(message.handlers);
      case "done":
        failures = 0;
        return calls.done(message.id, message.answer);
      case "failed":
        return calls.failed(message.id, new HandlerError(message.code, message.message));
      case "pong":
        return calls.ponged(message.id);
      case "ask":
        void answer(message).then((reply) => {
          if (host === current) current.send(reply);
        });
        return;
      default:
        if (mayLog()) onLog(message);
    }
  }

  start();
  const handlers = await loaded.promise;
  return {
    handlers,

    async call(name, input) {
      await listening.promise;
      if (host === undefined) throw new HandlerError("handler_host_ended", "the handlers do not run");
      return calls.call(host, name, input);
    },

    async stop() {
      stopped = true;
      const current = host;
      current?.kill();
      await current?.exited;
    },
  };
}
