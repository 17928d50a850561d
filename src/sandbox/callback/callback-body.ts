import type { Ids } from "../ids.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxClick, SandboxMessage, SandboxPerson } from "../view.ts";

export interface CallbackParts extends Pick<SandboxClick, "host" | "preview"> {
  readonly message: SandboxMessage;
  readonly operator: SandboxPerson;
  readonly action: object;
  /** The credential for delayed updates, `c-…`. */
  readonly updateToken: string;
}

/** The decrypted body of a `card.action.trigger`, member for member as in the platform's samples. */
export function callbackBody(
  { key, app }: Tenant,
  { message, operator, action, updateToken, host = "im_message", preview }: CallbackParts,
  { ids, now }: { readonly ids: Ids; readonly now: Date },
): object {
  const { open_id, user_id, union_id } = operator;
  return {
    schema: "2.0",
    header: {
      event_id: ids.next(),
      token: app.verificationToken,
      // Microseconds here, where events have milliseconds.
      create_time: `${now.getTime()}000`,
      event_type: "card.action.trigger",
      tenant_key: key,
      app_id: app.id,
    },
    event: {
      operator: { tenant_key: key, user_id, open_id, union_id },
      token: updateToken,
      action,
      host,
      ...(preview && { delivery_type: "url_preview" }),
      context: { ...preview, open_message_id: message.message_id, open_chat_id: message.chat_id },
    },
  };
}
