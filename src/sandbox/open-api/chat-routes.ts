import { Elysia } from "elysia";

import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxChat } from "../view.ts";
import { success } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { personIdType } from "./id-types.ts";
import { pageOf } from "./page-of.ts";
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
    const groups = chats.list().filter(({ chat_mode }) => chat_mode === "group");
    const { items, ...rest } = pageOf(groups, query, PAGES);
    return success({ ...rest, items: items.map((chat) => describe(chat, key)) });
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
  return ({ params, query }) => {
    const { members: openIds } = findChat(tenant, params["chat_id"]);
    const member_id_type = personIdType(query, "member_id_type");
    const { items, ...rest } = pageOf(openIds, query, PAGES);
    const shown = items.map((open_id) => {
      const person = tenant.people.find("open_id", open_id);
      const member_id = person?.[member_id_type] ?? open_id;
      return { member_id_type, member_id, name: person?.name ?? "", tenant_key: tenant.key };
    });
    return success({ ...rest, items: shown, member_total: openIds.length });
  };
}

const PAGES = {
  size: 20,
  most: 100,
  refusal: () => new PlatformError(232001, "Your request contains an invalid request parameter."),
} as const;

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
