import { describe, expect, test } from "bun:test";

import type { SandboxClick } from "../../src/sandbox/view.ts";
import { clickOn } from "./click-on.ts";
import { button, stoppedClock } from "./platform.ts";

const { clock } = stoppedClock();

describe("the action of a callback", () => {
  const behaviors = [{ type: "callback", value: { k: 1 } }];
  const timezone = "Asia/Shanghai";

  test.each<[string, object, Partial<SandboxClick>, object]>([
    ["a button", button(), {}, { value: { action: "approve" }, tag: "button" }],
    [
      "a button whose behavior has no value",
      button({ behaviors: [{ type: "callback" }] }),
      {},
      { tag: "button" },
    ],
    [
      "a button with a value that is text",
      button({ behaviors: [{ type: "callback", value: "a" }] }),
      {},
      { value: "a", tag: "button" },
    ],
    [
      "a single select",
      { tag: "select_static", options: [], behaviors },
      { option: "2" },
      { value: { k: 1 }, tag: "select_static", option: "2" },
    ],
    [
      "a date picker",
      { tag: "date_picker", behaviors },
      { option: "2025-12-01" },
      { value: { k: 1 }, tag: "date_picker", option: "2025-12-01 +0800", timezone },
    ],
    [
      "a time picker that already says its zone",
      { tag: "picker_time", behaviors },
      { option: "09:05 -0330" },
      { value: { k: 1 }, tag: "picker_time", option: "09:05 -0330", timezone },
    ],
    [
      "an input",
      { tag: "input", name: "remark", behaviors },
      { input_value: "金额已核对" },
      { value: { k: 1 }, tag: "input", input_value: "金额已核对", name: "remark" },
    ],
    [
      "an overflow menu, which needs no behavior",
      { tag: "overflow", options: [], value: { from: "menu" } },
      { option: "delegate" },
      { value: { from: "menu" }, tag: "overflow", option: "delegate" },
    ],
    [
      "a checker that was cleared",
      { tag: "checker", name: "chk_1", behaviors },
      { checked: false },
      { value: { k: 1 }, tag: "checker", checked: false, name: "chk_1" },
    ],
    [
      "a multi select",
      { tag: "multi_select_person", behaviors },
      { options: ["ou_1", "ou_2"] },
      { value: { k: 1 }, tag: "multi_select_person", options: ["ou_1", "ou_2"] },
    ],
  ])("of %s", async (_, element, click, action) => {
    expect(await actionOf(element, click)).toEqual(action);
  });

  test("of a form's submit button has the form's fields, filled or with their defaults, and no others", async () => {
    const form = {
      tag: "form",
      name: "decision",
      elements: [
        { tag: "input", name: "reason", required: true },
        { tag: "input", name: "note" },
        { tag: "input", name: "currency", default_value: "CNY" },
        { tag: "date_picker", name: "due", initial_date: "2025-11-30" },
        { tag: "picker_datetime", name: "when" },
        { tag: "checker", name: "sure" },
        { tag: "multi_select_static", name: "tags", options: [] },
        button({ name: "submit_approve", form_action_type: "submit" }),
      ],
    };
    const form_value = {
      reason: "同意",
      when: "2025-11-30 09:05",
      tags: ["1", "3"],
      stranger: "x",
      submit_approve: "x",
    };
    expect(await actionOf(form, { element: { tag: "button" }, form_value })).toEqual({
      value: { action: "approve" },
      tag: "button",
      timezone,
      name: "submit_approve",
      form_value: {
        reason: "同意",
        currency: "CNY",
        due: "2025-11-30 +0800",
        when: "2025-11-30 09:05 +0800",
        sure: false,
        tags: ["1", "3"],
      },
    });
  });

  test("of a submit button without behaviors has no value", async () => {
    const submit = { tag: "button", name: "ok", action_type: "form_submit" };
    const form = { tag: "form", name: "f", elements: [submit] };
    const action = await actionOf(form, { element: { tag: "button" } });
    expect(action).toEqual({ tag: "button", name: "ok", timezone, form_value: {} });
  });

  test("in a card of JSON 1.0 has the element's own value", async () => {
    const element = { tag: "action", actions: [{ tag: "button", value: { a: 1 } }] };
    expect(await actionOf(element, { element: { tag: "button" } }, 1)).toEqual({
      value: { a: 1 },
      tag: "button",
    });
  });
});

async function actionOf(element: object, click: Partial<SandboxClick>, schema: 1 | 2 = 2): Promise<unknown> {
  const { body } = await clickOn(element, click, { clock, encryptKey: "", schema });
  return JSON.parse(body).event.action;
}
