import type { SandboxChat, SandboxFault, SandboxMessage, SandboxView } from "../view.ts";
import type { Language } from "./language.ts";

/** All that the page shows, but what people are typing. */
export interface PhoneState {
  readonly view: SandboxView;
  readonly language: Language;
  /** Who holds the phone, and the chat it is open at. */
  readonly openId: string | undefined;
  readonly chatId: string | undefined;
  /** Per person and chat, the `create_time` of the newest message that this person has seen. */
  readonly seen: ReadonlyMap<string, number>;
  readonly isConnected: boolean;
}

export function emptyState(language: Language): PhoneState {
  const view: SandboxView = { people: [], chats: [], messages: [], faults: [] };
  return { view, language, openId: undefined, chatId: undefined, seen: new Map(), isConnected: false };
}

/** Takes in a whole view, as after connecting, in place of all that was known. */
export function receiveView(state: PhoneState, view: SandboxView): PhoneState {
  const isKnown = view.people.some(({ open_id }) => open_id === state.openId);
  return choosePerson({ ...state, view }, isKnown ? state.openId : view.people[0]?.open_id);
}

/** Takes in a new message or a newer revision of one; an older revision changes nothing. */
export function receiveMessage(state: PhoneState, message: SandboxMessage): PhoneState {
  const messages = mergeMessage(state.view.messages, message);
  const next = { ...state, view: { ...state.view, messages } };
  return next.chatId === undefined ? chooseChat(next, chatsOf(next)[0]?.chat_id) : markSeen(next);
}

export function receiveFaults(state: PhoneState, faults: readonly SandboxFault[]): PhoneState {
  return { ...state, view: { ...state.view, faults } };
}

/** Hands the phone to somebody. It stays at the chat it is open at if that person is in it and it has messages. */
export function choosePerson(state: PhoneState, openId: string | undefined): PhoneState {
  const next = { ...state, openId };
  const chats = chatsOf(next);
  const stays = chats.some(({ chat_id }) => chat_id === state.chatId && newest(state, chat_id) > 0);
  return chooseChat(next, stays ? state.chatId : chats[0]?.chat_id);
}

export function chooseChat(state: PhoneState, chatId: string | undefined): PhoneState {
  return markSeen({ ...state, chatId });
}

/** Stands for somebody's chat with the bot until something is said in it. */
export const NEW_CHAT = "";

/**
 * The chats that somebody is in, the one with the newest message first; by default those of who holds the phone. One
 * with the bot is always among them.
 */
export function chatsOf(state: PhoneState, openId = state.openId): readonly SandboxChat[] {
  if (openId === undefined) return [];
  const own = state.view.chats.filter(({ members }) => members.includes(openId));
  const sorted = own.toSorted((a, b) => newest(state, b.chat_id) - newest(state, a.chat_id));
  if (own.some(({ chat_mode }) => chat_mode === "p2p")) return sorted;
  return [...sorted, { chat_id: NEW_CHAT, chat_mode: "p2p", name: "", members: [openId] }];
}

/** The messages of a chat as who holds the phone sees them: a card that is not shared may have changed for some alone. */
export function messagesOf(
  { view, openId = "" }: PhoneState,
  chatId: string | undefined,
): readonly SandboxMessage[] {
  const messages = view.messages.filter(({ chat_id }) => chat_id === chatId);
  return messages.map((message) => {
    const content = message.personal?.[openId];
    return content === undefined ? message : { ...message, content };
  });
}

/** Whether a chat has a message that this person has not seen. */
export function isUnread(state: PhoneState, openId: string, chatId: string): boolean {
  return newest(state, chatId) > (state.seen.get(`${openId} ${chatId}`) ?? 0);
}

function markSeen(state: PhoneState): PhoneState {
  const { openId, chatId } = state;
  if (openId === undefined || chatId === undefined || !isUnread(state, openId, chatId)) return state;
  return { ...state, seen: new Map(state.seen).set(`${openId} ${chatId}`, newest(state, chatId)) };
}

function newest(state: PhoneState, chatId: string): number {
  return messagesOf(state, chatId).reduce((latest, { create_time }) => Math.max(latest, create_time), 0);
}

function mergeMessage(
  messages: readonly SandboxMessage[],
  message: SandboxMessage,
): readonly SandboxMessage[] {
  const known = messages.find(({ message_id }) => message_id === message.message_id);
  if (!known) return [...messages, message].toSorted((a, b) => a.create_time - b.create_time);
  if (known.revision > message.revision) return messages;
  return messages.map((other) => (other === known ? message : other));
}
