import type { PersonIdType } from "../tenant/people.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxChat } from "../view.ts";
import { invalidField } from "./call-body.ts";
import { PlatformError } from "./platform-error.ts";

const PREFIX = { chat_id: "oc_", open_id: "ou_", union_id: "on_", user_id: "", email: "" } as const;

/**
 * The chat that a message to this receiver goes to; a chat with a single person begins here.
 * Throws PlatformError 99992402 (no such kind of id), 230034 (the id is not of that kind), 230002 (not a group of the
 * bot's) or 230013 (nobody that the app may write to).
 */
export function findRecipient(tenant: Tenant, type: string | null, id: string): SandboxChat {
  if (!isReceiveIdType(type)) throw invalidField("receive_id_type", "receive_id_type is invalid");
  const wellFormed = type === "email" ? id.includes("@") : id.startsWith(PREFIX[type]);
  if (!wellFormed) throw new PlatformError(230034, "The receive_id is invalid.");
  return type === "chat_id" ? findChat(tenant, id) : findPersonsChat(tenant, type, id);
}

function findChat({ chats }: Tenant, chatId: string): SandboxChat {
  const chat = chats.find(chatId);
  if (!chat) throw new PlatformError(230002, "The bot can not be outside the group.");
  return chat;
}

function findPersonsChat({ people, chats }: Tenant, type: PersonIdType, id: string): SandboxChat {
  const person = people.find(type, id);
  if (!person) throw new PlatformError(230013, "Bot has NO availability to this user.");
  return chats.withPerson(person);
}

function isReceiveIdType(type: string | null): type is keyof typeof PREFIX {
  return type !== null && Object.hasOwn(PREFIX, type);
}
