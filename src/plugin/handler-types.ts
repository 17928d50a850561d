/** The published interface as one file of declarations; a test keeps it equal to what is run. */
export const HANDLER_TYPES = `declare module "countersign/card-action" {
  export type JsonObject = Readonly<Record<string, unknown>>;

  /** What somebody did on a card. What Lark left out is undefined. */
  export interface CardAction {
    /** What the card's author put on the element. A string that holds a JSON object comes as that object. */
    readonly value?: JsonObject | string | undefined;
    readonly operator: {
      readonly open_id: string;
      readonly user_id?: string | undefined;
      readonly union_id?: string | undefined;
      readonly tenant_key?: string | undefined;
    };
    readonly open_id: string;
    readonly user_id?: string | undefined;
    readonly union_id?: string | undefined;
    /** The right to update this card twice within 30 minutes: a secret, not for logs. */
    readonly token: string;
    readonly message_id: string;
    readonly chat_id?: string | undefined;
    readonly tag: string;
    readonly name?: string | undefined;
    readonly form_value?: JsonObject | undefined;
    readonly input_value?: string | undefined;
    readonly option?: string | undefined;
    readonly options?: readonly string[] | undefined;
    readonly checked?: boolean | undefined;
    readonly timezone?: string | undefined;
    readonly host?: string | undefined;
    readonly delivery_type?: string | undefined;
    readonly tenant_key?: string | undefined;
    readonly app_id?: string | undefined;
    readonly event_id?: string | undefined;
  }

  /** Reads a click from a whole callback, its event, or anything with a body. Throws TypeError for everything else. */
  export function parse_action(input: unknown): CardAction;
}

declare module "countersign/handler" {
  import type { CardAction, JsonObject } from "countersign/card-action";

  /** What a file of the handlers folder exports by default. */
  export type Handler = CardHandler | EventHandler;

  /** Handles clicks. Its answer goes back to Lark when it comes in time, and by an update when it comes late. */
  export interface CardHandler {
    readonly type: "card.action.trigger";
    /** Part of the button's value. Left out: every click that nobody else takes. */
    readonly match?: Readonly<Record<string, unknown>> | undefined;
    handle(action: CardAction, tools: HandlerTools): Answer | undefined | Promise<Answer | undefined>;
  }

  /** Handles events of one type, after they were acknowledged. At least once: event_id tells a repeat. */
  export interface EventHandler {
    readonly type: string;
    handle(event: HandledEvent, tools: HandlerTools): void | Promise<void>;
  }

  export interface HandledEvent {
    readonly event_id: string;
    readonly type: string;
    readonly tenant_key?: string | undefined;
    readonly event: JsonObject;
  }

  export interface Answer {
    readonly toast?:
      | {
          readonly type: "info" | "success" | "error" | "warning";
          readonly content: string;
          /** By language, such as zh_cn and en_us. */
          readonly i18n?: Readonly<Record<string, string>> | undefined;
        }
      | undefined;
    /** Replaces the clicked card; of the same schema as the one that was sent. */
    readonly card?:
      | { readonly type: "raw"; readonly data: JsonObject }
      | {
          readonly type: "template";
          readonly data: {
            readonly template_id: string;
            readonly template_version_name?: string | undefined;
            readonly template_variable?: JsonObject | undefined;
          };
        }
      | undefined;
  }

  export interface HandlerTools {
    readonly log: Readonly<Record<"info" | "warn" | "error", (message: string, details?: JsonObject) => void>>;
    /** Small values of this handler's own, kept in the server's database. */
    readonly store: {
      get(key: string): Promise<unknown>;
      set(key: string, value: unknown): Promise<void>;
      delete(key: string): Promise<void>;
    };
    readonly cards: {
      /** Changes what a message shows, durably. */
      update(messageId: string, card: JsonObject): Promise<void>;
    };
    readonly approvals: {
      /** The body of POST /v1/approvals; answers what that does. */
      create(request: JsonObject): Promise<JsonObject>;
      get(id: string): Promise<JsonObject>;
    };
  }
}
`;
