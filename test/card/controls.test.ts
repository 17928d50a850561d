import { describe, expect, test } from "bun:test";

import type { ApprovalRequest } from "../../src/approval/approval.ts";
import type { Button, CardElement } from "../../src/card/card-json.ts";
import { controls } from "../../src/card/controls.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { withInner } from "./read-card.ts";

const of = (request: Partial<ApprovalRequest>) => controls(aPendingApproval(request), { stage: 0 });
const tree = (elements: readonly CardElement[]): unknown[] =>
  elements.map((element) => {
    if (element.tag === "form") return { form: tree(element.elements) };
    if (element.tag === "column_set") return element.columns.flatMap(({ elements }) => tree(elements));
    if (element.tag === "input") return element.required ? "input!" : "input";
    return element.tag === "button"
      ? `${element.form_action_type ?? "tap"} ${element.element_id}`
      : element.tag;
  });

describe("approve and reject", () => {
  test.each<[string, Partial<ApprovalRequest>, unknown[]]>([
    ["are two taps where nobody is to say why", {}, [["tap approve", "tap reject"]]],
    [
      "leave one tap to approve where only a rejection takes a reason",
      { reason: "optional" },
      ["tap approve", { form: ["input", "submit reject"] }],
    ],
    [
      "let the client ask for a reason that a rejection needs",
      { reason: "required" },
      ["tap approve", { form: ["input!", "submit reject"] }],
    ],
    [
      "leave one tap to reject where only an approval takes a comment",
      { comment: true },
      [{ form: ["input", "submit approve"] }, "tap reject"],
    ],
    [
      "share the form where both take a word, and an empty one holds up no approval",
      { reason: "required", comment: true },
      [{ form: ["input", ["submit approve", "submit reject"]] }],
    ],
  ])("%s", (_, request, expected) => {
    expect(tree(of(request))).toEqual(expected);
  });

  test("bring back the same value from a form as from a tap", () => {
    const [inForm, plain] = [of({ reason: "required", comment: true }), of({})].map(buttonsOf);
    for (const pressed of [inForm, plain]) {
      expect(pressed?.map(({ behaviors }) => behaviors[0].value)).toEqual([
        { action: "approve", approval: "apr_1" },
        { action: "reject", approval: "apr_1" },
      ]);
    }
  });

  test("have names of their own in a form", () => {
    expect(buttonsOf(of({ reason: "required", comment: true })).map(({ name }) => name)).toEqual([
      "approve",
      "reject",
    ]);
  });
});

describe("withdrawing", () => {
  test("asks first, and calls back with the approval", () => {
    const button = buttonsOf(of({ requested_by: { user_id: "ann" } })).at(-1);
    expect(button).toMatchObject({
      type: "text",
      confirm: { title: { content: "Withdraw this request?" } },
      behaviors: [{ type: "callback", value: { action: "cancel", approval: "apr_1" } }],
    });
  });

  test.each([[undefined], [{ name: "CI" }]])(
    "is not offered when nobody could do it (%p)",
    (requested_by) => {
      expect(tree(of({ requested_by }))).toEqual([["tap approve", "tap reject"]]);
    },
  );
});

function buttonsOf(elements: readonly CardElement[]): readonly Button[] {
  return elements.flatMap(withInner).filter((element) => element.tag === "button");
}
