import type { SandboxMessage } from "../../view.ts";
import type { Press } from "../card/card-context.ts";
import { type Child, h } from "../h.ts";
import { messagesOf, type PhoneState } from "../phone-state.ts";
import { reconcile } from "../reconcile.ts";
import { dayName } from "../time.ts";
import { words } from "../words.ts";
import { showBusy } from "./busy.ts";
import { drawMessage } from "./draw-message.ts";
import { swap } from "./swap.ts";

export interface Conversation {
  readonly node: HTMLElement;
  /** Shows the open chat. `busy` has the pressed control of the messages that this person waits for. */
  readonly show: (state: PhoneState, busy: ReadonlyMap<string, string>) => void;
}

/** The messages of the open chat. Only those that have changed are drawn again, in place. */
export function createConversation(onPress: (message: SandboxMessage, press: Press) => void): Conversation {
  const node = h("div", { class: "conversation", role: "log", tabindex: 0 });
  const drawn = new Map<string, Drawn>();
  const drafts = new Map<string, Map<string, unknown>>();
  let shown = "";

  function draw(message: SandboxMessage, state: PhoneState): HTMLElement {
    const key = `${message.revision} ${message.deleted} ${message.urgent?.length} ${state.language}`;
    const id = `${state.openId} ${message.message_id}`;
    const known = drawn.get(id);
    if (known?.key === key) return known.article;
    const line = drawMessage(message, {
      language: state.language,
      openId: state.openId,
      people: state.view.people,
      members: membersOf(state),
      find: (messageId) => state.view.messages.find(({ message_id }) => message_id === messageId),
      press: (press) => onPress(message, press),
      drafts: getOrInsert(drafts, id, () => new Map<string, unknown>()),
    });
    const article =
      known?.article ?? h("article", { class: "message", "data-message-id": message.message_id }, line);
    article.dataset["revision"] = String(message.revision);
    if (known) swap(article, known.line, line);
    drawn.set(id, { key, article, line });
    return article;
  }

  return {
    node,
    show(state, busy) {
      const messages = messagesOf(state, state.chatId);
      const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
      const articles = messages.map((message) => draw(message, state));
      reconcile(node, messages.length === 0 ? [drawNothing(state)] : withDays(messages, articles, state));
      for (const [index, article] of articles.entries())
        showBusy(article, busy.get(messages[index]?.message_id ?? ""));
      const now = `${state.openId} ${state.chatId} ${messages.length}`;
      if (now !== shown || isAtEnd) node.scrollTop = node.scrollHeight;
      shown = now;
    },
  };
}

interface Drawn {
  readonly key: string;
  readonly article: HTMLElement;
  readonly line: HTMLElement;
}

function membersOf({ view, chatId }: PhoneState) {
  const chat = view.chats.find(({ chat_id }) => chat_id === chatId);
  return view.people.filter(({ open_id }) => chat?.members.includes(open_id));
}

/** The articles with a line wherever another day begins. */
function withDays(
  messages: readonly SandboxMessage[],
  articles: readonly HTMLElement[],
  { language }: PhoneState,
): readonly Node[] {
  let last: string | undefined;
  return articles.flatMap((article, index) => {
    const day = dayName(messages[index]?.create_time ?? 0, Date.now(), language);
    const isNew = day !== undefined && day !== last;
    last = day;
    return isNew ? [h("div", { class: "day" }, day), article] : [article];
  });
}

function drawNothing({ language }: PhoneState): HTMLElement {
  const { nothingYet, nothingYetHint } = words(language);
  const lines: readonly Child[] = [h("strong", {}, nothingYet), h("span", {}, nothingYetHint)];
  return h("div", { class: "nothing" }, lines);
}

function getOrInsert<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
