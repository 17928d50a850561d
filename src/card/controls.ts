import type { Approval, ApprovalRequest, Card, Verdict } from "../approval/approval.ts";
import { type Button, type CardElement, sideBySide } from "./card-json.ts";
import { CONTROL_WORDS } from "./control-words.ts";
import { decisionForm } from "./decision-form.ts";
import { localise } from "./words.ts";

/**
 * What can be pressed on this card: nothing once it has ended, or while it shows a stage that is not the open one.
 * Approve and Reject are one tap each, but for one that takes a word, which sends the form around it. What a click
 * brings back names the approval and the action, and proves nothing.
 */
export function controls(approval: Approval, card: Pick<Card, "stage">): readonly CardElement[] {
  const { id, request, status, progress } = approval;
  if (status !== "pending" || card.stage !== progress.stage) return [];
  return [...answers(id, request), ...withdrawal(id, request)];
}

function answers(id: string, request: ApprovalRequest): readonly CardElement[] {
  const [approve, reject] = [button("approve", "primary", id), button("reject", "danger", id)];
  const takesWord: Record<Verdict, boolean> = { approve: request.comment, reject: request.reason !== "off" };
  if (takesWord.approve && takesWord.reject) return [decisionForm(request, approve, reject)];
  if (takesWord.approve) return [decisionForm(request, approve), reject];
  if (takesWord.reject) return [approve, decisionForm(request, reject)];
  return [sideBySide([approve], [reject])];
}

function button(action: Verdict, type: Button["type"], approval: string): Button {
  return {
    tag: "button",
    element_id: action,
    type,
    width: "fill",
    text: { tag: "plain_text", ...localise(CONTROL_WORDS[action]) },
    behaviors: [{ type: "callback", value: { action, approval } }],
  };
}

/** A card looks the same to everybody, so all see it; a click counts only of who asked. */
function withdrawal(approval: string, { requested_by }: ApprovalRequest): readonly Button[] {
  const { open_id, user_id, union_id } = requested_by ?? {};
  if ((open_id ?? user_id ?? union_id) === undefined) return [];
  const { withdraw, withdrawQuestion, withdrawMeaning } = CONTROL_WORDS;
  return [
    {
      tag: "button",
      element_id: "cancel",
      type: "text",
      size: "small",
      text: { tag: "plain_text", ...localise(withdraw) },
      confirm: {
        title: { tag: "plain_text", ...localise(withdrawQuestion) },
        text: { tag: "plain_text", ...localise(withdrawMeaning) },
      },
      behaviors: [{ type: "callback", value: { action: "cancel", approval } }],
    },
  ];
}
