import type { Ids } from "../ids.ts";
import type { SandboxChat, SandboxPerson } from "../view.ts";

/** The groups that the bot is in, and its chats with single people, which begin when something is sent. */
export class Chats {
  readonly #chats = new Map<string, SandboxChat>();
  readonly #ids: Ids;

  constructor(groups: readonly SandboxChat[], ids: Ids) {
    for (const group of groups) this.#chats.set(group.chat_id, group);
    this.#ids = ids;
  }

  list(): readonly SandboxChat[] {
    return [...this.#chats.values()];
  }

  find(chatId: string): SandboxChat | undefined {
    return this.#chats.get(chatId);
  }

  /** The bot's chat with one person; the same one every time. */
  withPerson({ open_id, name }: SandboxPerson): SandboxChat {
    const known = this.list().find(({ chat_mode, members }) => chat_mode === "p2p" && members[0] === open_id);
    if (known) return known;
    const chat: SandboxChat = {
      chat_id: this.#ids.next("oc_"),
      chat_mode: "p2p",
      name,
      members: [open_id],
    };
    this.#chats.set(chat.chat_id, chat);
    return chat;
  }
}
