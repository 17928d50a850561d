import type { Status, Verdict } from "../approval/approval.ts";
import type { Localised } from "./card-json.ts";

/** A sentence in each language that a card speaks. */
export interface Words {
  readonly en_us: string;
  readonly zh_cn: string;
}

export const LANGUAGES = ["en_us", "zh_cn"] as const satisfies readonly (keyof Words)[];

/** Everything a card says in its own words; what users wrote is put in by the caller, and never translated. */
export const WORDS = {
  status: {
    pending: { en_us: "Pending", zh_cn: "待审批" },
    approved: { en_us: "Approved", zh_cn: "已通过" },
    rejected: { en_us: "Rejected", zh_cn: "已拒绝" },
    expired: { en_us: "Expired", zh_cn: "已过期" },
    cancelled: { en_us: "Cancelled", zh_cn: "已取消" },
  } satisfies Record<Status, Words>,
  revoked: { en_us: "Revoked", zh_cn: "已撤销" },
  highRisk: { en_us: "High risk", zh_cn: "高风险" },

  preview: (status: Words, title: string) => ({
    en_us: `${status.en_us}: ${title}`,
    zh_cn: `${status.zh_cn}：${title}`,
  }),
  requestedBy: (who: string) => ({ en_us: `Requested by ${who}`, zh_cn: `由 ${who} 发起` }),
  openUntil: (time: string) => ({ en_us: `Open until ${time}`, zh_cn: `截止时间 ${time}` }),
  askedAt: (time: string) => ({ en_us: `Asked ${time}`, zh_cn: `发起时间 ${time}` }),
  endedAt: {
    expired: (time: string) => ({ en_us: `Expired ${time}`, zh_cn: `过期时间 ${time}` }),
    cancelled: (time: string) => ({ en_us: `Cancelled ${time}`, zh_cn: `取消时间 ${time}` }),
  } satisfies Partial<Record<Status, (time: string) => Words>>,
  progress: (given: number, needed: number) => ({
    en_us: `${given} of ${needed} approved`,
    zh_cn: `已通过 ${given}/${needed}`,
  }),
  rejections: (given: number, needed: number) => ({
    en_us: `${given} of ${needed} rejected`,
    zh_cn: `已拒绝 ${given}/${needed}`,
  }),
  stage: (number: number, of: number) => ({
    en_us: `Stage ${number} of ${of}`,
    zh_cn: `第 ${number}/${of} 阶段`,
  }),
  open: { en_us: "waiting for an answer", zh_cn: "等待审批" },
  earlierStages: (count: number) => ({
    en_us: count === 1 ? "Stage 1 was approved" : `Stages 1 to ${count} were approved`,
    zh_cn: count === 1 ? "第 1 阶段已通过" : `第 1 至 ${count} 阶段已通过`,
  }),
  nextStage: (number: number) => ({
    en_us: `Stage ${number} begins once this one is approved`,
    zh_cn: `本阶段通过后进入第 ${number} 阶段`,
  }),
  othersAnswer: {
    en_us: "This stage is done; the next approvers have a card of their own",
    zh_cn: "本阶段已完成，后续审批人会收到各自的卡片",
  },
  escalated: { en_us: "Further approvers were added", zh_cn: "已增加审批人" },
  inPlaceOf: (who: string, other: string) => ({
    en_us: `${who} for ${other}`,
    zh_cn: `${who} 代 ${other}`,
  }),
  breakGlass: { en_us: "Break-glass", zh_cn: "紧急处置" },
  brokenBy: {
    approve: {
      en_us: "Approved past the policy, by an administrator",
      zh_cn: "管理员越过审批规则，直接通过",
    },
    reject: { en_us: "Rejected past the policy, by an administrator", zh_cn: "管理员越过审批规则，直接拒绝" },
  } satisfies Record<Verdict, Words>,
  approvedBy: { en_us: "Approved by", zh_cn: "通过人" },
  rejectedBy: { en_us: "Rejected by", zh_cn: "拒绝人" },
  andMore: (count: number) => ({ en_us: `and ${count} more`, zh_cn: `另有 ${count} 人` }),
  supersedes: { en_us: "Replaces an earlier request", zh_cn: "取代此前的申请" },
  superseded: { en_us: "Replaced by another request", zh_cn: "已由另一申请取代" },
  withdrawnBy: (who: string) => ({ en_us: `Withdrawn by ${who}`, zh_cn: `由 ${who} 撤回` }),
  cut: (characters: string) => ({
    en_us: `… cut, ${characters} more characters`,
    zh_cn: `……内容过长，还有 ${characters} 个字符未显示`,
  }),
} as const;

/** The same in every language, with something of the caller's around it. */
export function mapWords(words: Words, change: (sentence: string) => string): Words {
  return { en_us: change(words.en_us), zh_cn: change(words.zh_cn) };
}

export function joinWords(sentences: readonly Words[], separator: string): Words {
  return {
    en_us: sentences.map(({ en_us }) => en_us).join(separator),
    zh_cn: sentences.map(({ zh_cn }) => zh_cn).join(separator),
  };
}

/** Both languages for the reader's client to choose from; English for everybody else. */
export function localise({ en_us, zh_cn }: Words): Localised {
  return { content: en_us, i18n_content: { en_us, zh_cn } };
}
