import type { NewEvent } from "../callback/event-body.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxChat, SandboxMention, SandboxMessage, SandboxPerson, SandboxSaying } from "../view.ts";

export interface SayOptions {
  readonly tenant: Tenant;
  /** Tells the app of an event, in its own time. */
  readonly tell: (event: NewEvent) => void;
}

/**
 * Writes a text as a person would, and returns the message. The app is told of it in the two-person chat, and in a group
 * where the text mentions the bot, as `@bot` or by its name: more it would be told only with a permission that few apps
 * have. Throws SandboxError "person_not_found", "chat_not_found" or "not_in_chat".
 */
export type Say = (saying: SandboxSaying) => SandboxMessage;

export function createSay({ tenant, tell }: SayOptions): Say {
  return (saying) => {
    const { person, chat } = findPlace(tenant, saying);
    const { text, mentions } = mentioning(saying.text, tenant);
    const message = tenant.messages.post({
      chat_id: chat.chat_id,
      msg_type: "text",
      content: { text },
      sender: person.open_id,
      ...(mentions.length > 0 && { mentions }),
    });
    if (chat.chat_mode === "p2p" || mentions.length > 0) tell(received(tenant, message, person, chat));
    return message;
  };
}

function findPlace(
  { people, chats }: Tenant,
  { person: openId, chat: chatId }: SandboxSaying,
): { readonly person: SandboxPerson; readonly chat: SandboxChat } {
  const person = people.find("open_id", openId);
  if (!person) throw new SandboxError("person_not_found", "there is nobody with this open_id");
  const chat = chatId === undefined ? chats.withPerson(person) : chats.find(chatId);
  if (!chat) throw new SandboxError("chat_not_found", "there is no such chat");
  if (!chat.members.includes(person.open_id)) {
    throw new SandboxError("not_in_chat", `${person.name} is not in this chat`);
  }
  return { person, chat };
}

/** The text with the first mention of the bot as the platform has it: by a key, which stands for whom `mentions` says. */
function mentioning(text: string, { app }: Tenant) {
  const key = "@_user_1";
  const called = ["@bot", `@${app.name}`].find((name) => text.toLowerCase().includes(name.toLowerCase()));
  if (called === undefined) return { text, mentions: [] };
  const at = text.toLowerCase().indexOf(called.toLowerCase());
  const mention: SandboxMention = { key, open_id: app.openId, name: app.name };
  return { text: text.slice(0, at) + key + text.slice(at + called.length), mentions: [mention] };
}

/** `im.message.receive_v1`, member for member as on the platform's page of it. */
function received(
  { key: tenant_key }: Tenant,
  { message_id, chat_id, create_time, update_time, msg_type, content, mentions }: SandboxMessage,
  { open_id, union_id, user_id }: SandboxPerson,
  { chat_mode }: SandboxChat,
): NewEvent {
  return {
    type: "im.message.receive_v1",
    sender: { sender_id: { union_id, user_id, open_id }, sender_type: "user", tenant_key },
    message: {
      message_id,
      create_time: String(create_time),
      update_time: String(update_time),
      chat_id,
      chat_type: chat_mode,
      message_type: msg_type,
      content: JSON.stringify(content),
      ...(mentions && { mentions: mentions.map((mention) => told(mention, tenant_key)) }),
    },
  };
}

function told({ key, open_id, name }: SandboxMention, tenant_key: string): object {
  // A bot has no user_id.
  const id = { union_id: open_id.replace(/^ou_/, "on_"), user_id: "", open_id };
  return { key, id, mentioned_type: "bot", name, tenant_key };
}
