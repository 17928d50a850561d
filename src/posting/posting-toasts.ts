import type { Toast } from "../protocol/answer.ts";

/** What the clicker is told where neither the rule nor its effect says it. */
export const TOASTS = {
  not_sent_yet: toast("warning", "This card is just being sent. Please try again.", "卡片正在发送，请重试。"),
  already_done: toast("info", "This was done already.", "该操作已完成。"),
  failed: toast(
    "error",
    "That did not work, nothing has changed. Please try again.",
    "操作失败，未作任何更改，请重试。",
  ),
  card_unchanged: toast(
    "warning",
    "It is done, but the card could not be changed.",
    "操作已完成，但卡片未能更新。",
  ),
} as const satisfies Record<string, Toast>;

function toast(type: Toast["type"], en_us: string, zh_cn: string): Toast {
  return { type, content: en_us, i18n: { en_us, zh_cn } };
}
