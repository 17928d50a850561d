/** What the sandbox tells its page: `GET /sandbox/state` answers a `SandboxView`. */
export interface SandboxView {
  readonly people: readonly SandboxPerson[];
  readonly chats: readonly SandboxChat[];
  /** Oldest first. */
  readonly messages: readonly SandboxMessage[];
  readonly faults: readonly SandboxFault[];
}

export interface SandboxPerson {
  readonly open_id: string;
  readonly user_id: string;
  readonly union_id: string;
  readonly email: string;
  readonly name: string;
}

/** A group, or the two-person chat of the bot with somebody (`p2p`, named after that person). */
export interface SandboxChat {
  readonly chat_id: string;
  readonly chat_mode: "group" | "p2p";
  readonly name: string;
  readonly members: readonly string[];
}

export interface SandboxMessage {
  readonly message_id: string;
  readonly chat_id: string;
  readonly msg_type: string;
  /** The card or text as it stands now, parsed; of a template the card that it makes. */
  readonly content: unknown;
  /** What single people see in its place, by open_id: cards that are not shared change for some alone. */
  readonly personal?: Readonly<Record<string, unknown>> | undefined;
  /** Grows with each PATCH or callback answer that changed the content. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly create_time: number;
  readonly update_time: number;
  readonly deleted: boolean;
  /** The message that it replies to. */
  readonly parent_id?: string | undefined;
  /** The thread that it is said in. */
  readonly thread_id?: string | undefined;
  /** The open_ids of those for whom it was marked urgent. */
  readonly urgent?: readonly string[] | undefined;
  /** The open_id of the person who wrote it; left out of what the bot sent. */
  readonly sender?: string | undefined;
  /** Whom the text mentions. */
  readonly mentions?: readonly SandboxMention[] | undefined;
}

/** Somebody whom a text names: the text has the key, such as `@_user_1`, where the client shows the name. */
export interface SandboxMention {
  readonly key: string;
  readonly open_id: string;
  readonly name: string;
}

/** `POST /sandbox/messages`: who writes what, and where. */
export interface SandboxSaying {
  /** open_id */
  readonly person: string;
  /** chat_id; the person's own chat with the bot if left out. */
  readonly chat?: string | undefined;
  readonly text: string;
}

/** An answer that the Open API gives instead of the real one, to the next `times` matching calls. */
export interface SandboxFault {
  readonly id: string;
  /**
   * Which call: `send`, `patch`, `get`, `token`, `image`, `user`, `bot`, `scopes` or `any`; `callback` is the road to us; `endpoint`,
   * `push` and `pong` are of the long connection.
   */
  readonly on:
    | "send"
    | "patch"
    | "get"
    | "token"
    | "image"
    | "user"
    | "bot"
    | "scopes"
    | "any"
    | "callback"
    | "endpoint"
    | "push"
    | "pong";
  readonly times: number;
  /** HTTP status and platform code to answer with. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  /** The platform's text, which for 230099 carries a sub-code. */
  readonly msg?: string | undefined;
  readonly delay_ms?: number | undefined;
  /** `reset` cuts the connection, `garbage` answers what is not JSON, `expired_token` refuses the tenant token. */
  readonly kind: "answer" | "delay" | "reset" | "garbage" | "expired_token";
  /** Whether the call takes effect before the fault hides its answer. */
  readonly after_effect: boolean;
}

/** `POST /sandbox/clicks`: who presses what. `element` is the pressed element's path in the card's `body.elements`. */
export interface SandboxClick {
  readonly message_id: string;
  readonly open_id: string;
  /** The element as it stands in the card: its tag, name and callback value are sent on. */
  readonly element: { readonly tag: string; readonly name?: string; readonly value?: unknown };
  readonly form_value?: Readonly<Record<string, unknown>> | undefined;
  readonly input_value?: string | undefined;
  readonly option?: string | undefined;
  readonly options?: readonly string[] | undefined;
  readonly checked?: boolean | undefined;
  /** Where the card is pressed: in the chat if left out, or where it is pinned at the chat's top. */
  readonly host?: "im_message" | "im_top_notice" | undefined;
  /** The link whose preview the card is, if it is one. */
  readonly preview?: { readonly url: string; readonly preview_token: string } | undefined;
  /** The revision of the message that this person's phone still shows; the newest if left out. */
  readonly revision?: number | undefined;
}

/** What the client shows after a click: a toast from the answer, or the client's own error code. */
export interface SandboxClickResult {
  readonly toast?:
    | {
        readonly type: "info" | "success" | "error" | "warning";
        readonly content: string;
        readonly i18n?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  /** One of the codes that the real client shows, such as 200341 (no answer in 3 s). */
  readonly code?: number | undefined;
  /** Why the client sent no callback at all. */
  readonly unsent?:
    | {
        /** Nothing listens on the element, it is disabled, its card is too old, or a form lacks what it requires. */
        readonly reason: "no_callback" | "disabled" | "expired" | "required";
        /** The names of the required form fields that are empty. */
        readonly fields?: readonly string[] | undefined;
      }
    | undefined;
  /** How long the server took, in milliseconds. */
  readonly took_ms: number;
}

/** Server-sent events on `GET /sandbox/events`; `data` is JSON. */
export type SandboxEvent =
  | { readonly type: "message"; readonly message: SandboxMessage }
  | { readonly type: "pressed"; readonly message_id: string; readonly open_id: string }
  | {
      readonly type: "answered";
      readonly message_id: string;
      readonly open_id: string;
      readonly result: SandboxClickResult;
    }
  /** The message's mark has rung with these people; what it shows is as before. */
  | { readonly type: "urgent"; readonly message: SandboxMessage; readonly open_ids: readonly string[] }
  /** The app was told of an event; unless it acknowledges that with 200, it will be told again. */
  | {
      readonly type: "event";
      readonly event_id: string;
      readonly event_type: string;
      /** 1 for the first. */
      readonly attempt: number;
      readonly acknowledged: boolean;
    }
  | { readonly type: "faults"; readonly faults: readonly SandboxFault[] };
