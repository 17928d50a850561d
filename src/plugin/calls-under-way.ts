import type { JsonObject } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { HostProcess } from "./host-process.ts";

export interface CallsUnderWayOptions {
  /** Runs something after so many milliseconds; answers how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** The process does not turn its events any more. */
  readonly onBlocked: (name: string) => void;
}

/** An event loop that turns answers a ping at once. Less than Lark waits: the clicker is told to try again. */
const BLOCKED_MS = 2_000;
/** What takes longer is given up, and its answer is not wanted any more. */
const CALL_MS = 30_000;
const MOST_CALLS = 200;

/** What the handlers' process was asked and has not answered. */
export class CallsUnderWay {
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #pings = new Map<number, () => void>();
  readonly #options: CallsUnderWayOptions;
  #lastId = 0;

  constructor(options: CallsUnderWayOptions) {
    this.#options = options;
  }

  /** What the handler answered. Rejects with HandlerError, and nothing else. */
  async call(host: HostProcess, name: string, input: JsonObject): Promise<unknown> {
    if (this.#calls.size >= MOST_CALLS)
      throw new HandlerError("handler_busy", "too many calls are under way");
    const { schedule, onBlocked } = this.#options;
    const id = (this.#lastId += 1);
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    const late = new HandlerError("handler_timeout", `${name} took longer than ${CALL_MS / 1000} s`);
    const callOff = schedule(() => call.reject(late), CALL_MS);
    host.send({ kind: "call", id, name, input });
    // Read after the call: a handler that blocks keeps its answer back.
    this.#pings.set(
      id,
      schedule(() => onBlocked(name), BLOCKED_MS),
    );
    host.send({ kind: "ping", id });
    return call.promise.finally(() => {
      callOff();
      this.#calls.delete(id);
    });
  }

  done(id: number, answer: unknown): void {
    this.#calls.get(id)?.resolve(answer);
  }

  failed(id: number, why: HandlerError): void {
    this.#calls.get(id)?.reject(why);
  }

  /** The process turns its events. */
  ponged(id: number): void {
    this.#pings.get(id)?.();
    this.#pings.delete(id);
  }

  /** The process has ended: nothing of it comes any more. */
  endAll(): void {
    for (const callOff of this.#pings.values()) callOff();
    this.#pings.clear();
    for (const { reject } of this.#calls.values()) {
      reject(new HandlerError("handler_host_ended", "the handlers' process ended meanwhile"));
    }
    this.#calls.clear();
  }
}
