import type { Verdict } from "../approval/approval.ts";
import { type Button, type CardElement, sideBySide } from "./card-json.ts";
import { localise, WORDS } from "./words.ts";

/** Approve and Reject, each one tap. What a click brings back names the approval and the verdict, and proves nothing. */
export function buttons(approvalId: string): CardElement {
  return sideBySide([button("approve", "primary", approvalId)], [button("reject", "danger", approvalId)]);
}

function button(action: Verdict, type: Button["type"], approval: string): Button {
  return {
    tag: "button",
    element_id: action,
    type,
    width: "fill",
    text: { tag: "plain_text", ...localise(WORDS[action]) },
    behaviors: [{ type: "callback", value: { action, approval } }],
  };
}
