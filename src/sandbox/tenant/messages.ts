import type { EventFeed } from "../event-feed.ts";
import type { Ids } from "../ids.ts";
import type { SandboxMention, SandboxMessage } from "../view.ts";

/** What a new message is made of. */
export interface Draft {
  readonly chat_id: string;
  readonly msg_type: string;
  readonly content: unknown;
  /** The message that it replies to. */
  readonly parent_id?: string | undefined;
  /** The thread that it is said in. */
  readonly thread_id?: string | undefined;
  /** The open_id of the person who writes it; left out of what the bot sends. */
  readonly sender?: string | undefined;
  readonly mentions?: readonly SandboxMention[] | undefined;
}

export interface MessagesOptions {
  readonly ids: Ids;
  readonly clock: () => Date;
  readonly feed: EventFeed;
}

/** All messages of the tenant with everything that each of them has ever shown. Every change is published. */
export class Messages {
  readonly #messages = new Map<string, SandboxMessage>();
  readonly #shown = new Map<string, SandboxMessage[]>();
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  list(): readonly SandboxMessage[] {
    return [...this.#messages.values()];
  }

  find(messageId: string): SandboxMessage | undefined {
    return this.#messages.get(messageId);
  }

  /** The message as it was at a revision; undefined if it had no such revision. */
  at(messageId: string, revision: number): SandboxMessage | undefined {
    return this.#shown.get(messageId)?.[revision - 1];
  }

  post(draft: Draft): SandboxMessage {
    const now = this.#options.clock().getTime();
    return this.#put({
      message_id: this.#options.ids.next("om_"),
      ...draft,
      revision: 1,
      create_time: now,
      update_time: now,
      deleted: false,
    });
  }

  /** Shows another content to everybody, or to those people alone. */
  show(message: SandboxMessage, content: unknown, viewers?: readonly string[]): SandboxMessage {
    const update_time = this.#options.clock().getTime();
    const next = { ...message, update_time, revision: message.revision + 1 };
    if (viewers === undefined) return this.#put({ ...next, content, personal: undefined });
    const changed = Object.fromEntries(viewers.map((openId) => [openId, content]));
    return this.#put({ ...next, personal: { ...message.personal, ...changed } });
  }

  recall(message: SandboxMessage): SandboxMessage {
    return this.#put({ ...message, deleted: true, update_time: this.#options.clock().getTime() });
  }

  /** Rings for these people, by their open_ids. What the message shows stays. */
  urge({ message_id }: SandboxMessage, openIds: readonly string[]): void {
    const message = this.#messages.get(message_id);
    if (message === undefined) return;
    const urged = { ...message, urgent: [...new Set([...(message.urgent ?? []), ...openIds])] };
    this.#messages.set(message_id, urged);
    this.#options.feed.publish({ type: "urgent", message: urged, open_ids: openIds });
  }

  #put(message: SandboxMessage): SandboxMessage {
    this.#messages.set(message.message_id, message);
    const shown = this.#shown.get(message.message_id) ?? [];
    shown[message.revision - 1] = message;
    this.#shown.set(message.message_id, shown);
    this.#options.feed.publish({ type: "message", message });
    return message;
  }
}
