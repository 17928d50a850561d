import type { SandboxClick, SandboxClickResult, SandboxEvent, SandboxMessage } from "../../view.ts";

/** A click of this page: what was sent, and what stood on the button. */
export interface OwnClick {
  readonly click: SandboxClick;
  readonly label: string;
}

/** Something that has happened, as the log shows it. */
export type Activity = { readonly at: number } & (
  | { readonly kind: "pressed"; readonly openId: string; readonly own?: OwnClick | undefined }
  | { readonly kind: "answered"; readonly openId: string; readonly result: SandboxClickResult }
  | { readonly kind: "sent" | "updated" | "recalled" | "urged"; readonly message: SandboxMessage }
  | {
      readonly kind: "told";
      readonly eventType: string;
      readonly attempt: number;
      readonly acknowledged: boolean;
    }
  | { readonly kind: "faults"; readonly count: number }
  | { readonly kind: "connection"; readonly isConnected: boolean }
);

/**
 * What an event means for the log. `known` is the message as it was known before, `own` the page's own click if the event is
 * about one.
 */
export function activityOf(
  event: SandboxEvent,
  at: number,
  { known, own }: { readonly known?: SandboxMessage | undefined; readonly own?: OwnClick | undefined },
): Activity {
  switch (event.type) {
    case "pressed":
      return { at, kind: "pressed", openId: event.open_id, own };
    case "answered":
      return { at, kind: "answered", openId: event.open_id, result: event.result };
    case "event":
      return {
        at,
        kind: "told",
        eventType: event.event_type,
        attempt: event.attempt,
        acknowledged: event.acknowledged,
      };
    case "faults":
      return { at, kind: "faults", count: event.faults.length };
    case "urgent":
      return { at, kind: "urged", message: event.message };
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
