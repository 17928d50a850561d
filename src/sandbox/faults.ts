import type { EventFeed } from "./event-feed.ts";
import type { Ids } from "./ids.ts";
import type { SandboxFault } from "./view.ts";

/** A fault as it is asked for; what is left out has the plainest meaning. */
export type NewFault = Partial<Omit<SandboxFault, "id">> & Pick<SandboxFault, "on">;

/** Which calls a fault can be put on, besides `any`. */
export type FaultPoint = Exclude<SandboxFault["on"], "any">;

/** Roads that are not calls of the Open API. */
const OUTSIDE_THE_API: ReadonlySet<FaultPoint | undefined> = new Set([
  "callback",
  "endpoint",
  "push",
  "pong",
]);

/** The faults that wait for their calls, oldest first. Every change is published. */
export class Faults {
  #faults: readonly SandboxFault[] = [];
  readonly #ids: Ids;
  readonly #feed: EventFeed;

  constructor(ids: Ids, feed: EventFeed) {
    this.#ids = ids;
    this.#feed = feed;
  }

  list(): readonly SandboxFault[] {
    return this.#faults;
  }

  add({ on, times = 1, kind = "answer", after_effect = false, ...rest }: NewFault): SandboxFault {
    const fault: SandboxFault = { ...rest, id: this.#ids.next("fault_"), on, times, kind, after_effect };
    this.#set([...this.#faults, fault]);
    return fault;
  }

  /** Without an id, all of them. Returns what is left. */
  clear(id?: string): readonly SandboxFault[] {
    this.#set(id === undefined ? [] : this.#faults.filter((fault) => fault.id !== id));
    return this.#faults;
  }

  /** The oldest fault for this call, used up by one. `any` is every call to the platform, not the road to us. */
  take(point: FaultPoint | undefined): SandboxFault | undefined {
    const fault = this.#faults.find(
      ({ on }) => on === point || (on === "any" && !OUTSIDE_THE_API.has(point)),
    );
    if (!fault) return undefined;
    const left = { ...fault, times: fault.times - 1 };
    this.#set(this.#faults.flatMap((other) => (other !== fault ? other : left.times > 0 ? left : [])));
    return fault;
  }

  #set(faults: readonly SandboxFault[]): void {
    this.#faults = faults;
    this.#feed.publish({ type: "faults", faults });
  }
}
