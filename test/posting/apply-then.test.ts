import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { cardElements } from "../../src/card-schema/card-elements.ts";
import { lintCard } from "../../src/card-schema/lint-card.ts";
import { INTERACTIVE_TAGS } from "../../src/card-schema/vocabulary.ts";
import { applyThen } from "../../src/posting/apply-then.ts";
import { findPressed } from "../../src/posting/find-pressed.ts";
import type { JsonObject } from "../../src/protocol/json-object.ts";

const VALUE = { button_type: "public_publish", button_id: "b_1" };
const PRESSED = { tag: "button", value: VALUE };
const config = { update_multi: true };
const text = (content: string) => ({ tag: "plain_text", content });
const done = { tag: "div", text: text("done") };

function button(value: JsonObject, schema: 1 | 2): JsonObject {
  const common = { tag: "button", text: text("Publish") };
  return schema === 1 ? { ...common, value } : { ...common, behaviors: [{ type: "callback", value }] };
}

/** With fields, and with what cannot be shown disabled. */
const inForm = (submit: JsonObject) => (inner: JsonObject) => ({
  tag: "form",
  name: "order",
  elements: [
    { tag: "input", name: "why" },
    { tag: "select_static", name: "which", options: [{ text: text("one"), value: "1" }] },
    { ...inner, name: "go", ...submit },
  ],
});
const OVERFLOW = { tag: "overflow", options: [{ text: text("More"), value: "more" }] };
const DATE = { tag: "date_picker", placeholder: text("When"), value: { more: "when" } };

const PLACES_1: readonly ((inner: JsonObject) => JsonObject)[] = [
  (inner) => ({ tag: "action", actions: [inner] }),
  (inner) => ({ tag: "action", actions: [DATE, inner, OVERFLOW] }),
  (inner) => ({ tag: "div", text: text("…"), extra: inner }),
  inForm({ action_type: "form_submit" }),
];
const inColumn = (inner: JsonObject) => ({
  tag: "column_set",
  columns: [{ tag: "column", elements: [inner] }],
});
const PLACES_2: readonly ((inner: JsonObject) => JsonObject)[] = [
  (inner) => inner,
  inColumn,
  (inner) => inColumn(inColumn(inner)),
  (inner) => ({ tag: "interactive_container", elements: [inner] }),
  inForm({ form_action_type: "submit" }),
];

const neighbours = fc.array(
  fc.integer({ min: 0, max: 99 }).map((n) => ({ tag: "div", text: text(`note ${n}`) })),
  { maxLength: 4 },
);
const card1 = fc.tuple(neighbours, neighbours, fc.constantFrom(...PLACES_1)).map(([before, after, place]) => {
  const elements = [...before, place(button(VALUE, 1)), ...after];
  const card: JsonObject = { config, i18n_elements: { zh_cn: elements, en_us: elements } };
  return card;
});
const card2 = fc.tuple(neighbours, neighbours, fc.constantFrom(...PLACES_2)).map(([before, after, place]) => {
  const elements = [...before, place(button(VALUE, 2)), ...after];
  const card: JsonObject = { schema: "2.0", config, body: { elements } };
  return card;
});
const anyCard = fc.oneof(card1, card2);

const notes = (card: JsonObject) => JSON.stringify(card).match(/note \d+/g);

describe("a card after a click", () => {
  test("has the block in place of the pressed one, in every language, and nothing else is changed", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const changed = applyThen(card, { kind: "replace", element: done }, PRESSED);
        if (!changed.ok) throw new Error(changed.error);
        expect(findPressed(changed.card, PRESSED)).toEqual([]);
        const languages = card["schema"] === "2.0" ? 1 : 2;
        expect(JSON.stringify(changed.card).split('"done"').length - 1).toBe(languages);
        expect(notes(changed.card)).toEqual(notes(card));
      }),
    );
  });

  test("that is disabled has nothing left to press, and is one that the platform takes", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const changed = applyThen(card, { kind: "disable" }, PRESSED);
        if (!changed.ok) throw new Error(changed.error);
        expect(findPressed(changed.card, PRESSED)).toEqual([]);
        expect(lintCard(changed.card).filter(({ severity }) => severity === "error")).toEqual([]);
        const pressable = [...cardElements(changed.card)].filter(({ tag }) => INTERACTIVE_TAGS.has(tag));
        expect(pressable.filter(({ element }) => element["disabled"] !== true)).toEqual([]);
      }),
    );
  });

  test("keeps what can be shown disabled, and has no overflow button any more", () => {
    const elements = [{ tag: "action", actions: [button(VALUE, 1), DATE, OVERFLOW] }];
    const changed = applyThen({ config, elements }, { kind: "disable" }, PRESSED);
    expect(changed).toMatchObject({
      ok: true,
      card: {
        elements: [
          {
            actions: [
              { tag: "button", disabled: true },
              { ...DATE, disabled: true },
            ],
          },
        ],
      },
    });
    expect(JSON.stringify(changed)).not.toContain("overflow");
  });

  test("without the button, or that would be no card, is refused by a code", () => {
    const card = { schema: "2.0", config, body: { elements: [done] } };
    const replace = { kind: "replace", element: { tag: "note" } } as const;
    expect(applyThen(card, replace, PRESSED)).toEqual({ ok: false, error: "element_not_found" });
    const pressed = { schema: "2.0", config, body: { elements: [button(VALUE, 2)] } };
    expect(applyThen(pressed, replace, PRESSED)).toEqual({ ok: false, error: "card_invalid" });
    const long = { tag: "markdown", content: "x".repeat(31_000) };
    expect(applyThen(pressed, { kind: "replace", element: long }, PRESSED)).toMatchObject({ ok: false });
    const other = { kind: "card", card: { config, elements: [] } } as const;
    expect(applyThen(pressed, other, PRESSED)).toEqual({ ok: false, error: "card_form_differs" });
  });
});
