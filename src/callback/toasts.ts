import type { RefusalKind } from "../approval/outcome.ts";
import type { Answer, Toast } from "../protocol/answer.ts";

/** Why a click changed nothing, as the one who clicked is told. */
export type ToastCode =
  RefusalKind | "expired" | "approval_not_found" | "unknown_button" | "not_recorded" | "still_working";

/** The answer for a click that did not count: status 200 for the client to show it, in the reader's language. */
export function toastAnswer(code: ToastCode): Answer {
  return ANSWERS[code];
}

function toast(type: Toast["type"], en_us: string, zh_cn: string): Answer {
  return { toast: { type, content: en_us, i18n: { en_us, zh_cn } } };
}

const ANSWERS: Readonly<Record<ToastCode, Answer>> = {
  already_ended: toast("info", "This request has ended already.", "该申请已结束。"),
  already_voted: toast("info", "You have answered already; one vote a person.", "您已表决过，每人仅一票。"),
  not_an_approver: toast(
    "error",
    "Only the approvers of this request may answer it.",
    "仅该申请的审批人可以操作。",
  ),
  self_approval: toast("error", "You cannot answer your own request.", "不能审批自己发起的申请。"),
  requester_unverifiable: toast(
    "error",
    "It cannot be told whether this request is your own, so your answer does not count.",
    "无法确认该申请是否由您发起，因此您的操作无效。",
  ),
  membership_needed: toast("error", "Not recorded. Please try again.", "未能记录，请重试。"),
  membership_unknown: toast(
    "error",
    "It cannot be found out now whether you belong to the approvers. Please try again.",
    "暂时无法确认您是否属于审批人，请稍后重试。",
  ),
  not_the_requester: toast("error", "Only who asked may take the request back.", "仅发起人可以撤回该申请。"),
  reason_required: toast("warning", "Please say why before you reject.", "拒绝前请填写理由。"),
  changed: toast("warning", "This changed, look again.", "该申请已有变化，请重新查看。"),
  not_our_message: toast("error", "This card does not belong to the request.", "该卡片不属于此申请。"),
  not_due: toast("info", "This request is still open.", "该申请仍在进行中。"),
  expired: toast("warning", "This request has expired.", "该申请已过期。"),
  approval_not_found: toast("error", "This request is not known here.", "找不到该申请。"),
  unknown_button: toast("error", "This button does nothing here.", "该按钮无效。"),
  still_working: toast(
    "info",
    "Still working; the card will change when it is done.",
    "仍在处理中，完成后卡片会更新。",
  ),
  not_recorded: toast("error", "Not recorded. Please try again.", "未能记录，请重试。"),
};
