import type { Effects } from "../posting/effects.ts";
import type { Forward } from "../webhook/forward.ts";

/** What a service is told of a click: all but the right to update the card. */
export function forwardClicks(forward: Forward): Effects["forward"] {
  return async (url, { action, event }) => {
    const data = { ...action, token: undefined };
    const forwarding = { url: new URL(url), id: event.eventId, type: "card.action", data };
    const forwarded = await forward(forwarding);
    switch (forwarded.kind) {
      case "answered":
        return { ok: true, answer: forwarded.answer };
      case "refused":
        return { ok: false, error: `forward_status_${forwarded.status}`, toast: forwarded.toast };
      default:
        return { ok: false, error: `forward_${forwarded.error}` };
    }
  };
}
