import { isJsonObject } from "../../protocol/json-object.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxMention, SandboxMessage } from "../view.ts";

/** A message as the API tells of it. `original` gives a card as it was sent, not the reduced form that is the default. */
export function messageAnswer(
  message: SandboxMessage,
  { key, app }: Tenant,
  { original = false } = {},
): object {
  const { message_id, chat_id, msg_type, create_time, update_time, deleted, revision } = message;
  const { parent_id, thread_id, sender, mentions } = message;
  return {
    message_id,
    ...(parent_id === undefined ? {} : { root_id: parent_id, parent_id }),
    ...(thread_id === undefined ? {} : { thread_id }),
    msg_type,
    create_time: String(create_time),
    update_time: String(update_time),
    deleted,
    updated: revision > 1,
    chat_id,
    sender:
      sender === undefined
        ? { id: app.id, id_type: "app_id", sender_type: "app", tenant_key: key }
        : { id: sender, id_type: "open_id", sender_type: "user", tenant_key: key },
    body: { content: deleted ? "This message was recalled" : JSON.stringify(told(message, original)) },
    ...(mentions && { mentions: mentions.map((mention) => mentionAnswer(mention, key)) }),
  };
}

function mentionAnswer({ key, open_id, name }: SandboxMention, tenant_key: string): object {
  return { key, id: open_id, id_type: "open_id", name, tenant_key };
}

function told({ msg_type, content }: SandboxMessage, original: boolean): unknown {
  if (msg_type !== "interactive" || original) return content;
  const upgrade = "请升级至最新版本客户端，以查看内容";
  return { title: cardTitle(content), elements: [[{ tag: "text", text: upgrade }]] };
}

function cardTitle(card: unknown): unknown {
  const header = isJsonObject(card) ? card["header"] : undefined;
  const title = isJsonObject(header) ? header["title"] : undefined;
  return isJsonObject(title) ? title["content"] : null;
}
