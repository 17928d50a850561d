import { expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { renderCard, type RenderOptions } from "../../src/card/render-card.ts";
import { validFor } from "../../src/card/validity-words.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { elementsOf, readCard } from "./read-card.ts";

const signature = { id: "sig_1", purpose: "Contract *118*", validity: "1 week" };
const draw = (about: Partial<Approval> = {}, options: RenderOptions = {}) =>
  renderCard(aPendingApproval({ signature }, about), { stage: 0 }, options);

test("shows the picture, what for and how long, above the buttons", () => {
  const card = draw({}, { imageKey: "img_1" });
  expect(elementsOf(card)[1]).toMatchObject({ tag: "img", img_key: "img_1" });
  expect(readCard(card, "zh_cn").slice(2, -2)).toEqual([
    "<font color='grey'>用途</font>",
    "Contract *118*",
    "<font color='grey'>有效期</font>",
    "通过后 1 周内有效",
  ]);
  expect(readCard(card)).toContain("1 week after approval");
});

test.each<[string, RenderOptions]>([
  ["where it has no key", {}],
  ["in a card that Lark refused with one", { imageKey: "img_1", markup: "plain" }],
])("says that there is a picture %s", (_, options) => {
  const card = draw({}, options);
  expect(elementsOf(card).map(({ tag }) => tag)).not.toContain("img");
  expect(readCard(card).join()).toContain("A signature, whose picture cannot be shown here");
});

test("says until when it is valid once it is approved, and not before", () => {
  const options = { validUntil: new Date("2026-03-09T10:00:00Z"), markup: "plain" } as const;
  expect(readCard(draw({ status: "approved" }, options))).toContain("Valid until 2026-03-09 10:00 UTC");
  for (const status of ["pending", "rejected", "expired"] as const) {
    expect(readCard(draw({ status }, options)).join()).not.toContain("Valid until");
  }
});

test("says that it was revoked, and when, in place of until when it is valid; and is grey", () => {
  const options = {
    validUntil: new Date("2026-03-09T10:00:00Z"),
    revokedAt: new Date("2026-03-03T10:00:00Z"),
    markup: "plain",
  } as const;
  const card = draw({ status: "approved" }, options);
  expect(card.header.template).toBe("grey");
  expect(JSON.stringify(card.header.text_tag_list)).toContain("Revoked");
  expect(readCard(card)).toContain("Revoked 2026-03-03 10:00 UTC");
  expect(readCard(card, "zh_cn")).toContain("已于 2026-03-03 10:00 UTC 撤销");
  expect(readCard(card).join()).not.toContain("Valid until");
});

test.each([
  ["2 months", "2 个月"],
  ["36 h", "36 h"],
  ["10 days", "10 天"],
])("says %s in Chinese as %s", (validity, chinese) => {
  expect(validFor(validity).zh_cn).toBe(`通过后 ${chinese}内有效`);
});
