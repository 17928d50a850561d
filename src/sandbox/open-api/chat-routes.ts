import { Elysia } from "elysia";

import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxChat } from "../view.ts";
import { success } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { PlatformError } from "./platform-error.ts";

/** `im/v1/chats`, `im/v1/chats/:chat_id` and its `members`. */
export function chatRoutes(gateway: Gateway, tenant: Tenant) {
  return new Elysia({ prefix: "/open-apis/im/v1/chats" })
    .get("/", gateway({ api: "chats" }, list(tenant)))
    .get("/:chat_id", gateway({ api: "chat" }, get(tenant)))
    .get("/:chat_id/members", gateway({ api: "members" }, members(tenant)));
}

/** The groups that the bot is in; chats with single people are not listed. */
function list({ chats, key }: Tenant): Work {
  return ({ query }) => {
    const size = Number(query.get("page_size") ?? 20);
    const start = Number(query.get("page_token") || 0);
    if (!(size >= 1 && size <= 100) || !(start >= 0)) {
      throw new PlatformError(232001, "Your request contains an invalid request parameter.");
    }
    const groups = chats.list().filter(({ chat_mode }) => chat_mode === "group");
    const items = groups.slice(start, start + size).map((chat) => describe(chat, key));
    const has_more = start + size < groups.length;
    return success({ items, page_token: has_more ? String(start + size) : "", has_more });
  };
}

function get(tenant: Tenant): Work {
  return ({ params }) => {
    const chat = findChat(tenant, params["chat_id"]);
    return success({
      ...describe(chat, tenant.key),
      chat_mode: chat.chat_mode,
      chat_type: "private",
      user_count: String(chat.members.length),
      bot_count: "1",
    });
  };
}

function members(tenant: Tenant): Work {
  return ({ params }) => {
    const chat = findChat(tenant, params["chat_id"]);
    const items = chat.members.map((open_id) => ({
      member_id_type: "open_id",
      member_id: open_id,
      name: tenant.people.find("open_id", open_id)?.name ?? "",
      tenant_key: tenant.key,
    }));
    return success({ items, page_token: "", has_more: false, member_total: items.length });
  };
}

function findChat({ chats }: Tenant, chatId = ""): SandboxChat {
  const chat = chats.find(chatId);
  if (!chat) throw new PlatformError(232006, "Your request specifies a chat_id which is invalid.");
  return chat;
}

function describe({ chat_id, name, members }: SandboxChat, tenant_key: string): object {
  const owner = { owner_id: members[0] ?? "", owner_id_type: "open_id" };
  return {
    chat_id,
    avatar: "",
    name,
    description: "",
    ...owner,
    external: false,
    tenant_key,
    chat_status: "normal",
  };
}
