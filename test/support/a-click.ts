import { click } from "./signed-callback.ts";

interface About {
  readonly eventId?: string;
  readonly action?: unknown;
  readonly operator?: Readonly<Record<string, string>>;
  readonly messageId?: string;
  readonly chatId?: string;
}

/** The payload of Ann's approval of `apr_0001` on its card, with what the test is about in its place. */
export function aClick({
  eventId = "ev_1",
  action = { tag: "button", value: { action: "approve", approval: "apr_0001" } },
  operator = { open_id: "ou_ann" },
  messageId = "om_1",
  chatId = "oc_1",
}: About = {}) {
  const { header, event, ...callback } = click(action);
  return {
    ...callback,
    header: { ...header, event_id: eventId },
    event: { ...event, operator, context: { open_message_id: messageId, open_chat_id: chatId } },
  };
}

export function pressing(action: string, approval = "apr_0001") {
  return { tag: "button", value: { action, approval } };
}
