import type { Words } from "./words.ts";

/** What stands on and in what can be pressed and filled in. */
export const CONTROL_WORDS = {
  approve: { en_us: "Approve", zh_cn: "通过" },
  reject: { en_us: "Reject", zh_cn: "拒绝" },
  withdraw: { en_us: "Withdraw", zh_cn: "撤回" },
  withdrawQuestion: { en_us: "Withdraw this request?", zh_cn: "撤回该申请？" },
  withdrawMeaning: {
    en_us: "Only who asked can. Nobody can answer it any more then.",
    zh_cn: "仅发起人可以撤回，撤回后任何人都无法再审批。",
  },
  /** In an empty input; by whether a rejection needs a reason, and whether an approval takes a comment. */
  placeholder: {
    off: { en_us: "A comment on approving (optional)", zh_cn: "通过附言（选填）" },
    optional: { en_us: "Why you reject (optional)", zh_cn: "拒绝理由（选填）" },
    required: { en_us: "Why you reject (required)", zh_cn: "拒绝理由（必填）" },
  },
  placeholderForBoth: {
    optional: { en_us: "A comment, or why you reject (optional)", zh_cn: "附言或拒绝理由（选填）" },
    required: {
      en_us: "A comment, or why you reject (then required)",
      zh_cn: "附言或拒绝理由（拒绝时必填）",
    },
  },
} as const satisfies Record<string, Words | Record<string, Words>>;
