import { describe, expect, test } from "bun:test";

import type { Approval, Status, Vote } from "../../src/approval/approval.ts";
import { renderCard, type RenderOptions } from "../../src/card/render-card.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { elementsOf, markdownOf, readCard } from "./read-card.ts";

const ALICE: Vote = {
  verdict: "approve",
  stage: 0,
  by: { open_id: "ou_alice" },
  at: new Date("2026-03-02T10:00:00Z"),
};
const BOB: Vote = {
  verdict: "reject",
  stage: 0,
  by: { open_id: "ou_bob" },
  at: new Date("2026-03-02T11:00:00Z"),
};
const TEN_O_CLOCK = localTime(1_772_445_600_000);
const ELEVEN_O_CLOCK = localTime(1_772_449_200_000);

describe("a pending card", () => {
  test("shows the title, who asks, what, and until when in the reader's own time", () => {
    const card = draw(
      aPendingApproval({
        summary: "All checks are **green**.",
        fields: [{ label: "Commit", value: "4f2a91c" }],
        requested_by: { open_id: "ou_carol", name: "Carol" },
      }),
    );
    expect(card.header.template).toBe("orange");
    expect(card.header.title).toEqual({ tag: "plain_text", content: "Release 2.4 to production" });
    expect(readCard(card)).toEqual([
      `<font color='grey'>Requested by <at id=ou_carol></at> · Open until ${localTime(1_772_445_600_000)}</font>`,
      "All checks are **green**.",
      "Commit",
      "4f2a91c",
      "Approve",
      "Reject",
      "Withdraw",
    ]);
  });

  test("has buttons that call back with the verdict and the approval, and nothing else", () => {
    const buttons = elementsOf(draw(aPendingApproval({}, { id: "apr_7" }))).filter(
      ({ tag }) => tag === "button",
    );
    expect(buttons).toMatchObject([
      { type: "primary", behaviors: [{ type: "callback", value: { action: "approve", approval: "apr_7" } }] },
      { type: "danger", behaviors: [{ type: "callback", value: { action: "reject", approval: "apr_7" } }] },
    ]);
    for (const button of buttons) {
      expect(Object.keys(button).toSorted()).toEqual([
        "behaviors",
        "element_id",
        "tag",
        "text",
        "type",
        "width",
      ]);
    }
  });

  test("tells how far it is, and who so far, when one vote is not enough", () => {
    const card = draw(aPendingApproval({ policy: { approve: 2, reject: 2 } }, { votes: [ALICE, BOB] }));
    expect(readCard(card).slice(1, -2)).toEqual([
      "**1 of 2 approved · 1 of 2 rejected**",
      "<font color='grey'>Approved by</font>",
      `<at id=ou_alice></at> · ${TEN_O_CLOCK}`,
      "<font color='grey'>Rejected by</font>",
      `<at id=ou_bob></at> · ${ELEVEN_O_CLOCK}`,
    ]);
  });

  test("tells how far it is when it is only the rejection that takes two", () => {
    const card = draw(aPendingApproval({ policy: { approve: 1, reject: 2 } }, { votes: [BOB] }));
    expect(readCard(card)).toContain("**0 of 1 approved · 1 of 2 rejected**");
  });

  test("names the first sixteen of many, counts the others, and stays small", () => {
    const votes = Array.from({ length: 200 }, () => ALICE);
    const card = draw(aPendingApproval({ policy: { approve: 201, reject: 1 } }, { votes }));
    expect(readCard(card).filter((line) => line.includes("ou_alice"))).toHaveLength(16);
    expect(readCard(card)).toContain("<font color='grey'>and 184 more</font>");
  });

  test("says nothing of progress when the first vote decides", () => {
    expect(readCard(draw(aPendingApproval())).join()).not.toContain(" of ");
  });

  test("speaks Chinese to a reader of Chinese, and lets the client choose", () => {
    const card = draw(
      aPendingApproval({ risk: "high", policy: { approve: 2, reject: 1 } }, { votes: [ALICE] }),
    );
    expect(card.config.locales).toEqual(["en_us", "zh_cn"]);
    expect(card.config.summary).toEqual({
      content: "Pending: Release 2.4 to production",
      i18n_content: {
        en_us: "Pending: Release 2.4 to production",
        zh_cn: "待审批：Release 2.4 to production",
      },
    });
    expect(readCard(card, "zh_cn").slice(1)).toEqual([
      "**已通过 1/2**",
      "<font color='grey'>通过人</font>",
      `<at id=ou_alice></at> · ${TEN_O_CLOCK}`,
      "通过",
      "拒绝",
    ]);
    expect(card.header.i18n_text_tag_list["zh_cn"]?.map(({ text }) => text.content)).toEqual([
      "待审批",
      "高风险",
    ]);
  });

  test("can be updated for all who see it, and neither forwarded nor clicked elsewhere", () => {
    expect(draw(aPendingApproval()).config).toMatchObject({
      update_multi: true,
      enable_forward: false,
      enable_forward_interaction: false,
    });
  });
});

describe("the header", () => {
  test.each<[Status, string, string]>([
    ["pending", "orange", "Pending"],
    ["approved", "green", "Approved"],
    ["rejected", "red", "Rejected"],
    ["expired", "grey", "Expired"],
    ["cancelled", "grey", "Cancelled"],
  ])("of %s is %s and says so in words", (status, template, word) => {
    const { header } = draw(aPendingApproval({}, { status }));
    expect(header.template).toBe(template as typeof header.template);
    expect(header.text_tag_list.map(({ text }) => text.content)).toEqual([word]);
  });

  test("carries a red tag where the risk is high", () => {
    const { header } = draw(aPendingApproval({ risk: "high" }));
    expect(header.text_tag_list.at(-1)).toMatchObject({ color: "red", text: { content: "High risk" } });
  });
});

describe("an ended card", () => {
  test("shows who decided and when, in place of the buttons", () => {
    const card = draw(aPendingApproval({}, { status: "approved", votes: [ALICE], decidedAt: ALICE.at }));
    expect(readCard(card)).toEqual([
      `<font color='grey'>Asked ${localTime(1_772_442_000_000)}</font>`,
      "<font color='grey'>Approved by</font>",
      `<at id=ou_alice></at> · ${TEN_O_CLOCK}`,
    ]);
  });

  test("keeps the votes that were given before it expired", () => {
    const expired: Partial<Approval> = { status: "expired", votes: [ALICE], decidedAt: BOB.at };
    const text = readCard(draw(aPendingApproval({ policy: { approve: 2, reject: 1 } }, expired)));
    expect(text[0]).toEndWith(`Expired ${ELEVEN_O_CLOCK}</font>`);
    expect(text.at(-1)).toBe(`<at id=ou_alice></at> · ${TEN_O_CLOCK}`);
  });

  test.each(["expired", "cancelled"] as const)("that nobody voted on says when it was %s", (status) => {
    const text = readCard(draw(aPendingApproval({}, { status, decidedAt: ALICE.at })));
    const word = { expired: "Expired", cancelled: "Cancelled" }[status];
    expect(text).toEqual([`<font color='grey'>${word} ${TEN_O_CLOCK}</font>`]);
  });
});

describe("a card without markup", () => {
  test("has only plain text, with times in UTC", () => {
    const plain = {
      status: "approved",
      votes: [{ ...ALICE, by: { open_id: "ou_alice", name: "<at>" } }],
    } as const;
    const card = draw(aPendingApproval({ summary: "**bold** <at id=all></at>" }, plain), {
      markup: "plain",
    });
    expect(markdownOf(card)).toEqual([]);
    expect(readCard(card)).toEqual([
      "Asked 2026-03-02 09:00 UTC",
      "**bold** <at id=all></at>",
      "Approved by",
      "<at> · 2026-03-02 10:00 UTC",
    ]);
  });
});

/** A card of the stage that is open. */
function draw(any: Approval, options?: RenderOptions) {
  return renderCard(any, { stage: any.progress.stage }, options);
}

function localTime(millisecond: number): string {
  const [date, time] = ["date", "time"].map(
    (format) => `<local_datetime millisecond='${millisecond}' format_type='${format}'></local_datetime>`,
  );
  return `${date} ${time}`;
}
