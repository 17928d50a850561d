import { describe, expect, test } from "bun:test";

import { lintCard } from "../../src/card-schema/lint-card.ts";

const config = { update_multi: true };
const callback = { type: "callback", value: { id: "1" } };
const button = { tag: "button", text: { tag: "plain_text", content: "Go" } };

/** The findings of a card of JSON 2.0 with these elements, as `severity code path`. */
function findings(...elements: readonly object[]): readonly string[] {
  return told({ schema: "2.0", config, body: { elements } });
}

function told(card: unknown): readonly string[] {
  return lintCard(card).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

describe("lint", () => {
  test("has nothing to say of a good card of either schema, and of a template", () => {
    expect(findings({ ...button, behaviors: [callback] })).toEqual([]);
    expect(told({ config, elements: [{ tag: "action", actions: [{ ...button, value: {} }] }] })).toEqual([]);
    expect(told({ type: "template", data: { template_id: "AAq1" } })).toEqual([]);
  });

  test("tells all that is wrong and where, not only the first", () => {
    expect(findings({ tag: "note" }, { tag: "div", colour: "red" }, { tag: "hologram" })).toEqual([
      "error refused body.elements[0]",
      "error refused body.elements[1].colour",
      "error refused body.elements[2]",
    ]);
  });

  test.each<[string, object, string]>([
    [
      "that is too long",
      { config, elements: [{ tag: "markdown", content: "x".repeat(31_000) }] },
      "too_large",
    ],
    ["of 1.0 with a body of 2.0", { config, body: { elements: [] } }, "mixed_schemas"],
    ["that does not say that it is shared", { elements: [] }, "update_multi_missing"],
    ["of 2.0 with elements of 1.0", { schema: "2.0", config, elements: [] }, "refused"],
  ])("finds a card %s", (_, card, code) => {
    expect(lintCard(card).map((finding) => finding.code)).toEqual([code as never]);
  });

  test.each<[string, object, string]>([
    ["a button that does nothing", button, "warning button_does_nothing body.elements[0]"],
    [
      "a callback without a value",
      { ...button, behaviors: [{ type: "callback" }] },
      "warning button_without_value body.elements[0]",
    ],
    [
      "a value that is a text",
      { ...button, behaviors: [{ type: "callback", value: "1" }] },
      "error value_not_object body.elements[0].value",
    ],
    [
      "a confirmation without a title",
      { ...button, behaviors: [callback], confirm: {} },
      "warning confirm_without_title body.elements[0].confirm",
    ],
    ["an element_id out of form", { tag: "hr", element_id: "1st" }, "error refused body.elements[0]"],
    [
      "a form that cannot be sent",
      { tag: "form", name: "f", elements: [] },
      "error refused body.elements[0]",
    ],
  ])("finds %s", (_, element, finding) => {
    expect(findings(element)).toEqual([finding]);
  });

  test("finds too many elements, and too many tables", () => {
    expect(findings(...Array.from({ length: 201 }, () => ({ tag: "hr" })))).toEqual(["error refused "]);
    expect(findings(...Array.from({ length: 6 }, () => ({ tag: "table" })))).toEqual(["error refused "]);
  });
});
