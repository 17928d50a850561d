import type { Recipient } from "../approval/stage.ts";
import { ownObject, ownString } from "../protocol/json-object.ts";
import type { ApiAnswer, ApiCall } from "./call-api.ts";
import { failure, type LarkResult } from "./lark-fault.ts";

/** What the bot does with messages. */
export interface MessageCalls {
  /** Posts a card. With one `uuid` it is posted once within an hour, and a repeat gets the first one's answer. */
  sendCard(card: NewCard): Promise<LarkResult<SentMessage>>;
  /** Posts a text; `uuid` as for `sendCard`. */
  sendText(text: NewText): Promise<LarkResult<SentMessage>>;
  /** Replaces what a message of ours shows; `content` is the card, or a template with its variables, as a JSON string. */
  updateCard(messageId: string, content: string): Promise<LarkResult<object>>;
  /** Answers a message with a text, in a thread where that is asked for; `uuid` as for `sendCard`. */
  reply(messageId: string, reply: Reply): Promise<LarkResult<object>>;
  /** Rings in the clients of these people for a message of ours; those who are not in its chat are passed over. */
  urge(messageId: string, openIds: readonly string[]): Promise<LarkResult<object>>;
}

interface NewCard {
  readonly to: Recipient;
  /** The card, or a template with its variables, as a JSON string. */
  readonly content: string;
  /** At most 50 characters. */
  readonly uuid: string;
}

interface NewText {
  readonly to: Recipient;
  /** With `<at user_id="ou_…"></at>` for a mention; it has other markup too. */
  readonly text: string;
  readonly uuid: string;
}

export interface SentMessage {
  readonly messageId: string;
  readonly chatId: string | undefined;
}

interface Reply {
  /** With `<at user_id="ou_…"></at>` for a mention; other markup is shown as it is. */
  readonly text: string;
  readonly inThread: boolean;
  readonly uuid: string;
}

type Call = (request: ApiCall) => Promise<ApiAnswer>;

export function messageCalls(call: Call): MessageCalls {
  return {
    sendCard: ({ to, content, uuid }) => send(call, to, { msg_type: "interactive", content, uuid }),

    sendText: ({ to, text, uuid }) =>
      send(call, to, { msg_type: "text", content: JSON.stringify({ text }), uuid }),

    updateCard: (messageId, content) =>
      call({
        api: "message.patch",
        family: "message",
        method: "PATCH",
        path: pathOf(messageId),
        body: { content },
        target: messageId,
      }),

    reply: (messageId, { text, inThread, uuid }) =>
      call({
        api: "message.reply",
        family: "message",
        method: "POST",
        path: `${pathOf(messageId)}/reply`,
        body: { msg_type: "text", content: JSON.stringify({ text }), reply_in_thread: inThread, uuid },
        target: messageId,
      }),

    urge: (messageId, openIds) =>
      call({
        api: "message.urgent",
        family: "message",
        method: "PATCH",
        path: `${pathOf(messageId)}/urgent_app?user_id_type=open_id`,
        body: { user_id_list: openIds },
        target: messageId,
      }),
  };
}

async function send(call: Call, to: Recipient, message: object): Promise<LarkResult<SentMessage>> {
  const { type, id } = receiver(to);
  const answer = await call({
    api: "message.send",
    family: "message",
    method: "POST",
    path: `/open-apis/im/v1/messages?receive_id_type=${type}`,
    body: { receive_id: id, ...message },
    target: `${type} ${id}`,
  });
  if (!answer.ok) return answer;
  const data = ownObject(answer.body, "data") ?? {};
  const messageId = ownString(data, "message_id");
  if (!messageId) return failure("lark_bad_answer", "retry", "sent, but the message's id did not come");
  return { ok: true, messageId, chatId: ownString(data, "chat_id") };
}

function pathOf(messageId: string): string {
  return `/open-apis/im/v1/messages/${encodeURIComponent(messageId)}`;
}

/** The one id of a recipient, which was checked when it was asked for. */
function receiver(to: Recipient): { readonly type: string; readonly id: string } {
  for (const type of ["chat_id", "open_id", "user_id", "union_id", "email"] as const) {
    const id = to[type];
    if (id !== undefined) return { type, id };
  }
  throw new TypeError("a recipient without an id");
}
