import type { Answer } from "../protocol/answer.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { JsonObject } from "../protocol/json-object.ts";

/**
 * What a file in the `handlers` folder of the data directory exports by default. `import type` it from
 * `countersign/handler`: nothing of it is there when the file runs.
 */
export type Handler = CardHandler | EventHandler;

/** Handles clicks. What it answers goes back to Lark when it comes in time, and by an update when it comes late. */
export interface CardHandler {
  readonly type: "card.action.trigger";
  /** Part of the button's value: every member has to be there, and be equal. Left out: every click that nobody else takes. */
  readonly match?: Readonly<Record<string, unknown>> | undefined;
  handle(action: CardAction, tools: HandlerTools): Answer | undefined | Promise<Answer | undefined>;
}

/** Handles events of one type, after they were acknowledged. At least once: `event_id` tells a repeat. */
export interface EventHandler {
  readonly type: string;
  handle(event: HandledEvent, tools: HandlerTools): void | Promise<void>;
}

/** An event of either envelope, flat. */
export interface HandledEvent {
  readonly event_id: string;
  readonly type: string;
  readonly tenant_key?: string | undefined;
  /** What the platform put in the event. */
  readonly event: JsonObject;
}

/** What a handler is given to work with. */
export interface HandlerTools {
  readonly log: Readonly<Record<"info" | "warn" | "error", (message: string, details?: JsonObject) => void>>;
  /** Small values of this handler's own, kept in the server's database. */
  readonly store: {
    get(key: string): Promise<unknown>;
    set(key: string, value: unknown): Promise<void>;
    delete(key: string): Promise<void>;
  };
  readonly cards: {
    /** Changes what a message shows, durably: kept, then sent, and tried again. */
    update(messageId: string, card: JsonObject): Promise<void>;
  };
  readonly approvals: {
    /** The body of `POST /v1/approvals`; answers what that does. */
    create(request: JsonObject): Promise<JsonObject>;
    get(id: string): Promise<JsonObject>;
  };
}
