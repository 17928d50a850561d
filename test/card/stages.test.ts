import { describe, expect, test } from "bun:test";

import type { Approval, Progress, Vote } from "../../src/approval/approval.ts";
import type { Stage } from "../../src/approval/stage.ts";
import { renderCard } from "../../src/card/render-card.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { readCard, tagsOf } from "./read-card.ts";

const stage = (approve = 1, reject = 1): Stage => ({
  to: [],
  approvers: "anyone",
  policy: { approve, reject },
});
const vote = (name: string, about: Partial<Vote> = {}): Vote => ({
  verdict: "approve",
  stage: 0,
  by: { name },
  at: new Date("2026-03-02T09:30:00Z"),
  ...about,
});

function staged(
  stages: readonly Stage[],
  about: Partial<Approval>,
  progress: Partial<Progress> = {},
): Approval {
  const { progress: begun } = aPendingApproval();
  return aPendingApproval({ stages }, { ...about, progress: { ...begun, ...progress } });
}

/** The lines between what was asked and the buttons, without times. */
function standing(
  approval: Approval,
  language: "en_us" | "zh_cn" = "en_us",
  stage = approval.progress.stage,
) {
  const lines = readCard(renderCard(approval, { stage }, { markup: "plain" }), language);
  return lines.slice(1).map((line) => line.replace(" · 2026-03-02 09:30 UTC", ""));
}

describe("a request of two stages", () => {
  const stages = [stage(2), stage(2, 2)];

  test("counts the votes of the first, and says that the second waits", () => {
    expect(standing(staged(stages, { votes: [vote("Ann")] }))).toEqual([
      "Stage 1 of 2 · 1 of 2 approved",
      "Approved by",
      "Ann",
      "Stage 2 begins once this one is approved",
      "Approve",
      "Reject",
    ]);
  });

  const inSecond = staged(
    stages,
    { votes: [vote("Ann"), vote("Ben"), vote("Cao", { stage: 1, verdict: "reject" })] },
    { stage: 1 },
  );

  test("shows in the second who decided the first, and counts only the second's votes", () => {
    expect(standing(inSecond)).toEqual([
      "Stage 1 of 2 · Approved",
      "Approved by",
      "Ann",
      "Ben",
      "Stage 2 of 2 · 0 of 2 approved · 1 of 2 rejected",
      "Rejected by",
      "Cao",
      "Approve",
      "Reject",
    ]);
  });

  test("has no buttons on the first stage's cards then, and says who answers now", () => {
    expect(standing(inSecond, "en_us", 0).at(-1)).toBe(
      "This stage is done; the next approvers have a card of their own",
    );
    expect(tagsOf(renderCard(inSecond, { stage: 0 }))).not.toContain("button");
    expect(tagsOf(renderCard(inSecond, { stage: 1 }))).toContain("button");
  });

  test("speaks Chinese too", () => {
    expect(standing(inSecond, "zh_cn", 0)).toEqual([
      "第 1/2 阶段 · 已通过",
      "通过人",
      "Ann",
      "Ben",
      "第 2/2 阶段 · 已通过 0/2 · 已拒绝 1/2",
      "拒绝人",
      "Cao",
      "本阶段已完成，后续审批人会收到各自的卡片",
    ]);
  });

  test("says in its end which stage ended it", () => {
    expect(standing(staged(stages, { status: "expired" }))).toEqual(["Stage 1 of 2 · Expired"]);
  });
});

test("of ten stages the card names the votes of the open one and of the two before", () => {
  const votes = Array.from({ length: 9 }, (_, index) => vote(`P${index + 1}`, { stage: index }));
  const lines = standing(
    staged(
      Array.from({ length: 10 }, () => stage()),
      { votes },
      { stage: 9 },
    ),
  );
  expect(lines[0]).toBe("Stages 1 to 7 were approved");
  expect(lines.filter((line) => /^P\d$/.test(line))).toEqual(["P8", "P9"]);
  expect(lines).toContain("Stage 10 of 10 · waiting for an answer");
});

test("a stage that was not satisfied is not called approved because somebody broke the glass", () => {
  const votes = [vote("on-call", { break_glass: true, reason: "INC-4711" })];
  expect(standing(staged([stage(2), stage()], { status: "approved", votes }))[0]).toBe("Stage 1 of 2");
});

describe("the card says", () => {
  test.each<[string, Approval, string, string]>([
    [
      "that further approvers were added",
      staged([stage()], {}, { escalated: true }),
      "Further approvers were added",
      "已增加审批人",
    ],
    [
      "that another request took its place",
      staged([stage()], { status: "cancelled" }, { supersededBy: "apr_2" }),
      "Replaced by another request",
      "已由另一申请取代",
    ],
    [
      "who took it back",
      staged([stage()], { status: "cancelled" }, { withdrawnBy: { name: "Ann" } }),
      "Withdrawn by Ann",
      "由 Ann 撤回",
    ],
    [
      "in whose place somebody voted",
      staged([stage(2)], { votes: [vote("Ben", { for: { name: "Ann" } })] }),
      "Ben for Ann",
      "Ben 代 Ann",
    ],
    [
      "why somebody voted so, beside the vote",
      staged([stage()], {
        status: "rejected",
        votes: [vote("Ann", { verdict: "reject", reason: "not *now*" })],
      }),
      "“not *now*”",
      "“not *now*”",
    ],
  ])("%s", (_, approval, english, chinese) => {
    expect(standing(approval)).toContain(english);
    expect(standing(approval, "zh_cn")).toContain(chinese);
  });

  test("that it was decided past the policy, by whom and why, and marks it in the header", () => {
    const broken = staged([stage(2)], {
      status: "approved",
      votes: [vote("Ann"), vote("on-call", { break_glass: true, reason: "INC-4711" })],
    });
    expect(standing(broken)).toEqual([
      "Approved by",
      "Ann",
      "Approved past the policy, by an administrator",
      "on-call",
      "“INC-4711”",
    ]);
    const { header } = renderCard(broken, { stage: 0 });
    expect(header.text_tag_list.map(({ text }) => text.content)).toEqual(["Approved", "Break-glass"]);
    expect(header.i18n_text_tag_list["zh_cn"]?.map(({ text }) => text.content)).toEqual([
      "已通过",
      "紧急处置",
    ]);
  });
});
