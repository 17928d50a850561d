import { describe, expect, test } from "bun:test";

import type { SandboxClick } from "../../src/sandbox/view.ts";
import { LOOPBACK, SECRET, startReceiver, verified } from "../webhook/receiver.ts";
import { ADA, GRACE, GROUP, HUIYIN, openWorld, TOKEN, until, type World } from "./open-world.ts";

const SETTINGS = { COUNTERSIGN_WEBHOOK_SECRET: SECRET, COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK };
const QUICKLY = { ReconnectNonce: 0.01, ReconnectInterval: 0.05, PingInterval: 60 };
const timezone = "Asia/Shanghai";

const ROADS = {
  "over HTTP": () => openWorld({ delivery: "http", rateLimits: "off" }, {}, SETTINGS),
  "over the long connection": async () => {
    const options = { delivery: "socket", longConnection: QUICKLY, rateLimits: "off" } as const;
    const world = await openWorld(options, {}, { ...SETTINGS, COUNTERSIGN_TRANSPORT: "socket" });
    await until("the long connection is open", () => world.sandbox.connections === 1);
    return world;
  },
  "in the older form": () =>
    openWorld({ cardCallbacks: "legacy", rateLimits: "off" }, {}, { ...SETTINGS, LARK_LEGACY_CARD: "true" }),
};

type Inputs = Partial<SandboxClick>;
type Kind = readonly [tag: string, element: object, inputs: Inputs, told: object];

const text = (content: string) => ({ tag: "plain_text", content });
const options = [
  { text: text("One"), value: "1" },
  { text: text("Two"), value: "2" },
];

/** What is pressed or picked, and what the service is told of it besides the element's own tag, value and name. */
const KINDS: readonly Kind[] = [
  ["button", { text: text("Go") }, {}, {}],
  ["input", {}, { input_value: "金额已核对" }, { input_value: "金额已核对" }],
  ["select_static", { options }, { option: "2" }, { option: "2" }],
  ["select_person", {}, { option: GRACE }, { option: GRACE }],
  ["date_picker", {}, { option: "2025-12-01" }, { option: "2025-12-01 +0800", timezone }],
  ["picker_time", {}, { option: "09:05" }, { option: "09:05 +0800", timezone }],
  ["picker_datetime", {}, { option: "2025-12-01 09:05" }, { option: "2025-12-01 09:05 +0800", timezone }],
  ["overflow", { options }, { option: "1" }, { option: "1" }],
  ["checker", { text: text("Read") }, { checked: false }, { checked: false }],
];

/** The fields of a form, by their names, with what is entered and what is told. */
const FIELDS: Readonly<Record<string, readonly [element: object, entered: unknown, told: unknown]>> = {
  reason: [{ tag: "input", input_type: "multiline_text" }, "同意\n按预算执行", "同意\n按预算执行"],
  dept: [{ tag: "select_static", options }, "2", "2"],
  tags: [{ tag: "multi_select_static", options }, ["1", "2"], ["1", "2"]],
  owner: [{ tag: "select_person" }, GRACE, GRACE],
  reviewers: [{ tag: "multi_select_person" }, [GRACE, HUIYIN], [GRACE, HUIYIN]],
  due: [{ tag: "date_picker" }, "2025-11-30", "2025-11-30 +0800"],
  at: [{ tag: "picker_time" }, "09:05", "09:05 +0800"],
  when: [{ tag: "picker_datetime" }, "2025-11-30 09:05", "2025-11-30 09:05 +0800"],
  sure: [{ tag: "checker", text: text("Sure") }, true, true],
};
const field = (index: 1 | 2) =>
  Object.fromEntries(Object.entries(FIELDS).map(([name, parts]) => [name, parts[index]]));

const valueOf = (kind: string) => ({ told: "all", kind });
const behaviors = (kind: string) => [{ type: "callback", value: valueOf(kind) }];

const CARD = {
  schema: "2.0",
  config: { update_multi: true },
  body: {
    elements: [
      ...KINDS.map(([tag, element]) => ({
        tag,
        name: `the_${tag}`,
        ...element,
        ...(tag === "overflow" ? { value: valueOf(tag) } : { behaviors: behaviors(tag) }),
      })),
      {
        tag: "form",
        name: "form",
        elements: [
          ...Object.entries(FIELDS).map(([name, [element]]) => ({ ...element, name })),
          {
            tag: "button",
            name: "submit",
            text: text("Send"),
            form_action_type: "submit",
            behaviors: behaviors("form"),
          },
        ],
      },
    ],
  },
};

async function post({ sandbox, url }: World, forward: string): Promise<string> {
  const body = {
    to: [{ chat_id: GROUP }],
    card: CARD,
    actions: [{ match: { told: "all" }, forward }],
  };
  const response = await fetch(`${url}/v1/cards`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  expect([response.status, await response.json()]).toMatchObject([201, {}]);
  await until("the card is in the group", () => sandbox.view().messages.length === 1);
  return sandbox.view().messages[0]?.message_id ?? "";
}

describe.each(Object.entries(ROADS))("%s", (road, open) => {
  test("what people do with elements of every kind reaches the service that is called, member for member", async () => {
    await using world = await open();
    const receiver = startReceiver();
    const message_id = await post(world, receiver.url);
    const presses: readonly (readonly [string, Inputs, object])[] = [
      ...KINDS.map(([tag, , inputs, told]) => [tag, inputs, { name: `the_${tag}`, ...told }] as const),
      ["form", { form_value: field(1) }, { tag: "button", name: "submit", timezone, form_value: field(2) }],
    ];
    for (const [index, [kind, inputs, told]] of presses.entries()) {
      const tag = kind === "form" ? "button" : kind;
      const element = { tag, value: valueOf(kind) };
      const { code } = await world.sandbox.click({ message_id, open_id: ADA, element, ...inputs });
      await until(`the service is called for a ${kind}`, () => receiver.received.length === index + 1);
      const call = receiver.received[index];
      const { data } = (call && verified(call, SECRET)) as { data: Record<string, unknown> };
      const ids = { open_id: ADA, user_id: expect.any(String), message_id, chat_id: GROUP };
      const isLegacy = road === "in the older form";
      const around = isLegacy
        ? { timezone }
        : { union_id: expect.any(String), host: "im_message", ...event(world) };
      const tenant_key = expect.any(String);
      const operator = expect.objectContaining({ open_id: ADA });
      expect(code).toBeUndefined();
      expect(data).toEqual({ tag, value: valueOf(kind), ...ids, operator, ...around, tenant_key, ...told });
    }
  });
});

/** What the newer form alone says of the callback. */
function event({ sandbox }: World): object {
  return { app_id: sandbox.app.id, event_id: expect.any(String) };
}
