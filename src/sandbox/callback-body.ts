import type { Ids } from "./ids.ts";
import type { PressedElement } from "./pressed-element.ts";
import type { Tenant } from "./tenant.ts";
import type { SandboxClick, SandboxMessage, SandboxPerson } from "./view.ts";

export interface ClickContext {
  readonly tenant: Tenant;
  readonly ids: Ids;
  readonly now: Date;
  /** The credential for delayed updates, `c-…`. */
  readonly updateToken: string;
}

const PICKERS = new Set(["date_picker", "picker_time", "picker_datetime"]);

/** The decrypted body of a `card.action.trigger`, member for member in the order of the platform's own samples. */
export function callbackBody(
  message: SandboxMessage,
  operator: SandboxPerson,
  action: object,
  { tenant, ids, now, updateToken }: ClickContext,
): object {
  return {
    schema: "2.0",
    header: {
      event_id: ids.next(),
      token: tenant.app.verificationToken,
      // Microseconds here, where events have milliseconds.
      create_time: `${now.getTime()}000`,
      event_type: "card.action.trigger",
      tenant_key: tenant.key,
      app_id: tenant.app.id,
    },
    event: {
      operator: {
        tenant_key: tenant.key,
        user_id: operator.user_id,
        open_id: operator.open_id,
        union_id: operator.union_id,
      },
      token: updateToken,
      action,
      host: "im_message",
      context: { open_message_id: message.message_id, open_chat_id: message.chat_id },
    },
  };
}

/** The `action` of the callback. What the click does not have is left out. */
export function callbackAction(
  { tag, element, callback }: PressedElement,
  { input_value, option, options, checked }: SandboxClick,
  form: Readonly<Record<string, unknown>> | undefined,
  timezone: string,
): object {
  const { name } = element;
  return {
    ...callback,
    tag,
    ...(form || PICKERS.has(tag) ? { timezone } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(form ? { form_value: form } : {}),
    ...(input_value === undefined ? {} : { input_value }),
    ...(option === undefined ? {} : { option }),
    ...(options === undefined ? {} : { options }),
    ...(checked === undefined ? {} : { checked }),
  };
}
