import { expect, test } from "bun:test";

import type { SandboxClick } from "../../src/sandbox/view.ts";
import examples from "../fixtures/card-callback-examples.json";
import { clickOn } from "./click-on.ts";
import { button } from "./platform.ts";

interface Press {
  readonly element: object;
  readonly click?: Partial<SandboxClick>;
}

const ANN = "ou_66666666666666666666666666666666";
const BOB = "ou_77777777777777777777777777777777";
const calling = (value: unknown) => [{ type: "callback", value }];
const submit = (name: string, value: object) =>
  button({ name, form_action_type: "submit", behaviors: calling(value) });

/** What has to be pressed, and how, so that the platform sends the action of the example of that name. */
const PRESSES: Readonly<Record<string, Press>> = {
  button: {
    element: button({
      name: "btn_approve",
      behaviors: calling({ action: "approve", request_id: "REQ-1001" }),
    }),
  },
  "button, least fields seen in the wild": { element: button({ behaviors: [{ type: "callback" }] }) },
  "button with a string value (allowed by the docs, breaks SDKs)": {
    element: button({ behaviors: calling('{"action":"approve"}') }),
  },
  "form submit": {
    element: {
      tag: "form",
      name: "decision",
      elements: [
        { tag: "input", name: "reason" },
        { tag: "select_static", name: "dept", options: [] },
        { tag: "multi_select_person", name: "reviewers", options: [] },
        { tag: "select_person", name: "owner", options: [] },
        { tag: "multi_select_static", name: "tags", options: [] },
        { tag: "date_picker", name: "due" },
        { tag: "picker_time", name: "at" },
        { tag: "picker_datetime", name: "when" },
        submit("submit_approve", { action: "approve", request_id: "REQ-1001" }),
      ],
    },
    click: {
      element: { tag: "button" },
      form_value: {
        reason: "同意，按预算执行",
        dept: "opt_2",
        reviewers: [ANN],
        owner: BOB,
        tags: ["1", "3"],
        due: "2025-11-30",
        at: "09:05",
        when: "2025-11-30 09:05",
      },
    },
  },
  "single select": {
    element: { tag: "select_static", options: [], behaviors: calling({ k: "dept" }) },
    click: { option: "2" },
  },
  "single person": {
    element: { tag: "select_person", options: [], behaviors: calling({ k: "owner" }) },
    click: { option: BOB },
  },
  "multi select outside a form (field table only; the component page forbids the placement)": {
    element: { tag: "multi_select_static", name: "departments", options: [], behaviors: calling({ k: "d" }) },
    click: { options: ["opt_1", "opt_2"] },
  },
  input: {
    element: { tag: "input", name: "remark", behaviors: calling({ key: "value" }) },
    click: { input_value: "金额已核对" },
  },
  "date picker": {
    element: { tag: "date_picker", behaviors: calling({ k: "due" }) },
    click: { option: "2025-12-01" },
  },
  "time picker": {
    element: { tag: "picker_time", behaviors: calling({ k: "at" }) },
    click: { option: "09:05" },
  },
  "date-time picker": {
    element: { tag: "picker_datetime", behaviors: calling({ k: "when" }) },
    click: { option: "2025-12-01 09:05" },
  },
  overflow: {
    element: { tag: "overflow", options: [], value: { from: "menu" } },
    click: { option: "delegate" },
  },
  "link-preview card button": {
    element: button({ behaviors: calling({ a: 1 }) }),
    click: { preview: { url: "https://example.com/r/1", preview_token: "preview-token-example" } },
  },
  "pinned (top notice) card button": {
    element: button({ behaviors: calling({ a: 1 }) }),
    click: { host: "im_top_notice" },
  },
  "checker unchecked": {
    element: { tag: "checker", name: "chk_1", behaviors: calling({ task: 7 }) },
    click: { checked: false },
  },
};

/** Those that no press in a chat brings, and those whose sample and page disagree. */
const ELSEWHERE = [
  // The page's own sample of a form has the zone, this one of another page has not.
  "multi select inside a form",
  "legacy card.action.trigger_v1",
];

test("every example is pressed here, or named as one that is not", () => {
  const names = examples.examples.map(({ name }) => name);
  expect([...Object.keys(PRESSES), ...ELSEWHERE].toSorted()).toEqual(names.toSorted());
});

test.each(Object.entries(PRESSES))(
  "the callback of %p is the platform's example, but for its ids",
  async (name, press) => {
    const example = examples.examples.find((each) => each.name === name);
    const { body } = await clickOn(press.element, press.click, { encryptKey: "" });
    const { action, host, delivery_type, context } = example?.body.event ?? {};
    const open_message_id = expect.stringMatching(/^om_/);
    const open_chat_id = expect.stringMatching(/^oc_/);
    const { operator, token, ...event } = JSON.parse(body).event;
    expect([operator.open_id, token]).toEqual([expect.stringMatching(/^ou_/), expect.stringMatching(/^c-/)]);
    expect(event).toEqual({
      action,
      host,
      ...(delivery_type !== undefined && { delivery_type }),
      context: { ...context, open_message_id, open_chat_id },
    });
  },
);

test("the action of a multi select inside a form is the platform's example, but for the zone", async () => {
  const elements = [
    { tag: "multi_select_static", name: "departments", options: [] },
    submit("form_submit", { key: "value" }),
  ];
  const click = { element: { tag: "button" }, form_value: { departments: ["opt_1", "opt_2"] } };
  const { body } = await clickOn({ tag: "form", name: "f", elements }, click, { encryptKey: "" });
  const example = examples.examples.find(({ name }) => name === "multi select inside a form");
  expect(JSON.parse(body).event.action).toEqual({
    timezone: "Asia/Shanghai",
    ...example?.body.event?.action,
  });
});

test.each<[string, object, Partial<SandboxClick>, object]>([
  [
    "one picture",
    { tag: "select_img", options: [], name: "cover", behaviors: calling({ k: 1 }) },
    { option: "picture-1" },
    { value: { k: 1 }, tag: "select_img", name: "cover", option: "picture-1" },
  ],
  [
    "several pictures",
    { tag: "select_img", multi_select: true, options: [], name: "covers", behaviors: calling({ k: 1 }) },
    { options: ["picture-1", "picture-2"] },
    { value: { k: 1 }, tag: "select_img", name: "covers", options: ["picture-1", "picture-2"] },
  ],
  [
    "a container",
    { tag: "interactive_container", elements: [], behaviors: calling({ k: 1 }) },
    {},
    { value: { k: 1 }, tag: "interactive_container" },
  ],
])("the action of %s has the members of the platform's table", async (_, element, click, action) => {
  const { body } = await clickOn(element, click, { encryptKey: "" });
  expect(JSON.parse(body).event.action).toEqual(action);
});
