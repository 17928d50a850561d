import { Elysia } from "elysia";

import type { CardScreen } from "../client/card-screen.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { success } from "./call-body.ts";
import { findMessage } from "./find-message.ts";
import type { Gateway, Work } from "./gateway.ts";
import { messageAnswer } from "./message-answer.ts";
import { alreadyGone, notItsOwn } from "./message-errors.ts";
import { createPatchWork } from "./patch-message.ts";
import { createSendWork } from "./send-message.ts";
import type { MessagesApi } from "./send-message.ts";
import { createUrgeWork } from "./urge-message.ts";

const RAW = { parse: "none" } as const;

/** `im/v1/messages`. */
export function messageRoutes(gateway: Gateway, api: MessagesApi, screen: CardScreen) {
  const { send, reply } = createSendWork(api);
  const patch = createPatchWork(api, screen);
  return new Elysia({ prefix: "/open-apis/im/v1/messages" })
    .post("/", gateway({ api: "send", fault: "send" }, send), RAW)
    .post("/:message_id/reply", gateway({ api: "reply", fault: "send" }, reply), RAW)
    .patch("/:message_id/urgent_app", gateway({ api: "urgent" }, createUrgeWork(api.tenant)), RAW)
    .patch("/:message_id", gateway({ api: "patch", fault: "patch" }, patch), RAW)
    .get("/:message_id", gateway({ api: "get", fault: "get" }, get(api.tenant)))
    .delete("/:message_id", gateway({ api: "recall" }, recall(api.tenant)), RAW);
}

function get(tenant: Tenant): Work {
  return ({ params, query }) => {
    const original = query.get("card_msg_content_type") === "user_card_content";
    const message = findMessage(tenant, params["message_id"]);
    return success({ items: [messageAnswer(message, tenant, { original })] });
  };
}

function recall(tenant: Tenant): Work {
  return ({ params }) => {
    const message = findMessage(tenant, params["message_id"]);
    if (message.sender !== undefined) throw notItsOwn();
    if (message.deleted) throw alreadyGone();
    tenant.messages.recall(message);
    return success({});
  };
}
