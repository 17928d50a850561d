import type { EventFeed } from "../event-feed.ts";
import type { CallbackLine } from "./callback-line.ts";
import type { EventBody } from "./event-body.ts";

/** After 15 s, 5 min, 1 h and 6 h: the platform's page on subscribing to events. */
const WAITS_MS = [15_000, 300_000, 3_600_000, 21_600_000];

/** What became of an event. */
export interface EventOutcome {
  readonly event_id: string;
  /** Whether the app has answered 200, whatever else it said. */
  readonly acknowledged: boolean;
  readonly attempts: number;
}

export interface EventLineOptions {
  readonly line: CallbackLine;
  readonly feed: EventFeed;
  /** What the waits between attempts are multiplied with; 1 is as long as the platform's. */
  readonly eventRetryScale: number;
}

/** Tells the app of events: at once, and four times more until it acknowledges. */
export class EventLine {
  readonly #options: EventLineOptions;
  readonly #ended = Promise.withResolvers<false>();

  constructor(options: EventLineOptions) {
    this.#options = options;
  }

  /** Resolves when the event is acknowledged or given up. Each attempt is signed anew; the platform's pages do not say. */
  async send(event: EventBody): Promise<EventOutcome> {
    let attempts = 1;
    let acknowledged = await this.#attempt(event, attempts);
    for (const waitMs of WAITS_MS) {
      if (acknowledged || !(await this.#wait(waitMs))) break;
      attempts += 1;
      acknowledged = await this.#attempt(event, attempts);
    }
    return { event_id: event.id, acknowledged, attempts };
  }

  /** Gives up all that is not acknowledged. */
  stop(): void {
    this.#ended.resolve(false);
  }

  async #attempt({ id, type, payload }: EventBody, attempt: number): Promise<boolean> {
    const { line, feed } = this.#options;
    const delivery = await line.send(payload);
    const acknowledged = delivery.kind === "replied" && delivery.status === 200;
    feed.publish({ type: "event", event_id: id, event_type: type, attempt, acknowledged });
    return acknowledged;
  }

  /** False if the line was stopped meanwhile. */
  #wait(waitMs: number): Promise<boolean> {
    const over = Promise.withResolvers<true>();
    // A sandbox that nobody needs any more does not live on for an event's last attempt.
    setTimeout(() => over.resolve(true), waitMs * this.#options.eventRetryScale).unref();
    return Promise.race([over.promise, this.#ended.promise]);
  }
}
