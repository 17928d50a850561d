import { describe, expect, test } from "bun:test";

import { answerFault, isAnswer } from "../../src/protocol/answer.ts";

describe("an answer to a card callback", () => {
  test.each<[string, unknown]>([
    ["nothing new", {}],
    ["a toast", { toast: { type: "success", content: "Approved" } }],
    [
      "a toast in several languages",
      { toast: { type: "info", content: "ok", i18n: { zh_cn: "好", en_us: "ok" } } },
    ],
    ["a card", { card: { type: "raw", data: { schema: "2.0", body: { elements: [] } } } }],
    ["a template", { card: { type: "template", data: { template_id: "AAq1", template_variable: {} } } }],
    ["both", { toast: { type: "error", content: "no" }, card: { type: "raw", data: {} } }],
  ])("may be %s", (_, answer) => {
    expect(answerFault(answer)).toBeUndefined();
    expect(isAnswer(answer)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["a text", "ok"],
    ["a list", []],
    ["a card without its wrapping", { schema: "2.0", header: {}, body: {} }],
    ["a toast of a type that is not known", { toast: { type: "warn", content: "x" } }],
    ["a toast of no type", { toast: { content: "x" } }],
    ["a toast that is a text", { toast: "Approved" }],
    ["a toast of null", { toast: null }],
    ["a toast without text", { toast: { type: "info" } }],
    [
      "a toast in a language that is not known",
      { toast: { type: "info", content: "x", i18n: { "zh-CN": "x" } } },
    ],
    [
      "a toast whose translation is not a text",
      { toast: { type: "info", content: "x", i18n: { zh_cn: 1 } } },
    ],
  ])("makes the client show 200672 when it is %s", (_, answer) => {
    expect(answerFault(answer)).toBe(200672);
    expect(isAnswer(answer)).toBe(false);
  });

  test.each<[string, unknown]>([
    ["a text", JSON.stringify({ schema: "2.0" })],
    ["null", null],
    ["bare", { schema: "2.0", body: {} }],
    ["a text inside its wrapping", { type: "raw", data: "{}" }],
    ["of a type that is not known", { type: "card_json", data: {} }],
    ["a template without an id", { type: "template", data: {} }],
  ])("makes the client show 200673 when its card is %s", (_, card) => {
    expect(answerFault({ card })).toBe(200673);
  });
});
