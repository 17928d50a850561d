import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import type { Approval } from "../../src/approval/approval.ts";
import type { CardJson } from "../../src/card/card-json.ts";
import { cardBytes, MAX_CARD_BYTES } from "../../src/card/fit-to-size.ts";
import { renderCard, type RenderOptions } from "../../src/card/render-card.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { countElements, markdownOf, readCard, tagsOf } from "./read-card.ts";
import { approval } from "./texts.ts";

describe("any card", () => {
  test("has buttons while it is pending, if it is for the stage that is open, and else none", () => {
    fc.assert(
      fc.property(approval, fc.nat(4), (any, stage) => {
        const isOpen = any.status === "pending" && any.progress.stage === stage;
        expect(tagsOf(renderCard(any, { stage })).includes("button")).toBe(isOpen);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test.each(["markdown", "plain"] as const)("with the most of everything is legal in %s", (markup) => {
    const marks = { name: "*".repeat(128) };
    const vote = { by: marks, for: marks, at: new Date(0), reason: "*".repeat(1000) };
    const votes = [0, 1, 2].flatMap((stage) =>
      (["approve", "reject"] as const).flatMap((verdict) =>
        Array.from({ length: 200 }, () => ({ ...vote, verdict, stage })),
      ),
    );
    const stages = Array.from({ length: 10 }, () => ({
      to: [],
      approvers: "anyone" as const,
      policy: { approve: 201, reject: 201 },
    }));
    const approval = aPendingApproval(
      {
        title: "*".repeat(500),
        summary: "*".repeat(20_000),
        fields: Array.from({ length: 50 }, () => ({ label: "*".repeat(200), value: "*".repeat(4_000) })),
        requested_by: { open_id: "ou_1", ...marks },
        risk: "high",
        reason: "required",
        comment: true,
        supersedes: "apr_0",
        signature: { id: "sig_1", purpose: "*".repeat(4_000), validity: "*".repeat(100) },
        stages,
      },
      { votes, progress: { stage: 2, stageStartedAt: new Date(0), escalated: true, reminders: 0 } },
    );
    const card = draw(approval, { markup, imageKey: "img_1" });
    expectLegal(card);
    expect(tagsOf(card)).toContain("form");
  });

  test("is under the platform's limits, with room to spare, and the same each time", () => {
    fc.assert(
      fc.property(approval, fc.constantFrom("markdown", "plain"), (any, markup) => {
        const options = { markup, imageKey: "img_1", validUntil: any.createdAt };
        const card = draw(any, options);
        expectLegal(card);
        expect(draw(any, options)).toEqual(card);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("of 200 fields of 2,000 characters is legal, and says how much is missing in both languages", () => {
    const fields = Array.from({ length: 200 }, (_, n) => ({ label: `Field ${n}`, value: "值".repeat(2000) }));
    const card = draw(aPendingApproval({ fields }));
    expectLegal(card);
    const shown = JSON.stringify(card).match(/值/g)?.length ?? 0;
    const missing = (400_000 - shown).toLocaleString("en-US");
    expect(readCard(card)).toContain(`<font color='grey'>… cut, ${missing} more characters</font>`);
    expect(readCard(card, "zh_cn")).toContain(
      `<font color='grey'>……内容过长，还有 ${missing} 个字符未显示</font>`,
    );
    expect(readCard(card).join()).toContain("Field 199: ");
  });

  test("uses most of its room before it cuts", () => {
    const card = draw(aPendingApproval({ summary: "word ".repeat(10_000) }));
    expect(cardBytes(card)).toBeGreaterThan(20 * 1024);
  });

  test("cuts a summary later than a field", () => {
    const fields = Array.from({ length: 12 }, () => ({ label: "l", value: "v".repeat(5000) }));
    const card = draw(aPendingApproval({ summary: "s".repeat(3000), fields }));
    const [summary = "", value = ""] = readCard(card).filter((line) => /^(?:s{9}|v{9})/.test(line));
    expect(summary).toHaveLength(3000);
    expect(value.length).toBeLessThan(2000);
  });

  test("keeps short texts whole when a long one is cut", () => {
    const card = draw(
      aPendingApproval({ summary: "x".repeat(50_000), fields: [{ label: "Amount", value: "¥ 1,000" }] }),
    );
    expect(readCard(card)).toContain("¥ 1,000");
  });

  test("has no markup but ours", () => {
    fc.assert(
      fc.property(approval, (any) => {
        for (const text of markdownOf(draw(any))) {
          const foreign = text.replace(OUR_MARKUP, "");
          expect(foreign).not.toMatch(/<\s*\/?\s*(?:at|person|audio|img|local_datetime)\b/i);
          expect(Bun.markdown.html(foreign, { tables: true })).not.toMatch(/<img|href="(?!https?:)/i);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

/** A card of the stage that is open. */
function draw(any: Approval, options?: RenderOptions) {
  return renderCard(any, { stage: any.progress.stage }, options);
}

/** Within the platform's limits, with room to spare. */
function expectLegal(card: CardJson): void {
  expect(cardBytes(card)).toBeLessThan(MAX_CARD_BYTES * 0.9);
  expect(countElements(card)).toBeLessThanOrEqual(200);
}

/** A mention of a well-formed id, and a time. */
const OUR_MARKUP = new RegExp(
  [
    "<at id=(?!all>)[\\w-]+></at>",
    "<person id='on_[\\w-]+' show_name=true show_avatar=false style='normal'></person>",
    "<local_datetime millisecond='\\d+' format_type='(?:date|time)'></local_datetime>",
  ].join("|"),
  "g",
);
