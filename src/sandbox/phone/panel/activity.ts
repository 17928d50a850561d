import type { SandboxClick, SandboxClickResult, SandboxEvent, SandboxMessage } from "../../view.ts";

/** Something that has happened, as the log shows it. */
export type Activity = { readonly at: number } & (
  | { readonly kind: "pressed"; readonly openId: string; readonly click?: SandboxClick | undefined }
  | { readonly kind: "answered"; readonly openId: string; readonly result: SandboxClickResult }
  | { readonly kind: "sent" | "updated" | "recalled"; readonly message: SandboxMessage }
  | { readonly kind: "faults"; readonly count: number }
  | { readonly kind: "connection"; readonly isConnected: boolean }
);

/**
 * What an event means for the log. `known` is the message as it was known before, `click` what this page has sent if the
 * event is about a click of its own.
 */
export function activityOf(
  event: SandboxEvent,
  at: number,
  {
    known,
    click,
  }: { readonly known?: SandboxMessage | undefined; readonly click?: SandboxClick | undefined },
): Activity {
  switch (event.type) {
    case "pressed":
      return { at, kind: "pressed", openId: event.open_id, click };
    case "answered":
      return { at, kind: "answered", openId: event.open_id, result: event.result };
    case "faults":
      return { at, kind: "faults", count: event.faults.length };
    default:
      return { at, kind: messageKind(event.message, known), message: event.message };
  }
}

function messageKind(
  message: SandboxMessage,
  known: SandboxMessage | undefined,
): "sent" | "updated" | "recalled" {
  if (message.deleted) return "recalled";
  return known && known.revision !== message.revision ? "updated" : "sent";
}
