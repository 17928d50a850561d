import { describe, expect, test } from "bun:test";

import { parseAction } from "../../src/protocol/card-action.ts";
import examples from "../fixtures/card-callback-examples.json";
import { protocolCode } from "../support/protocol-code.ts";
import { click } from "../support/signed-callback.ts";

interface ExampleBody {
  readonly event?: ExampleEvent;
  readonly header?: { readonly event_id: string; readonly app_id: string; readonly tenant_key: string };
}
interface ExampleEvent {
  readonly action: Readonly<Record<string, unknown>>;
  readonly operator?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

describe("every example of Lark's documentation", () => {
  for (const { name, body } of examples.examples as unknown as readonly {
    name: string;
    body: ExampleBody & ExampleEvent;
  }[]) {
    test(name, () => {
      const event = body.event ?? body;
      const operator = event.operator ?? event;
      const context = event.context ?? event;
      const { value, ...action } = event.action;
      expect<Readonly<Record<string, unknown>>>(present(parseAction(body))).toEqual({
        ...present(action),
        ...(value !== undefined && { value: typeof value === "string" ? JSON.parse(value) : value }),
        ...pick(operator, ["open_id", "user_id", "union_id"]),
        operator: pick(operator, ["open_id", "user_id", "union_id", "tenant_key"]),
        ...pick(event, ["token", "host", "delivery_type"]),
        message_id: context["open_message_id"],
        chat_id: context["open_chat_id"],
        ...pick(body.header ?? body, ["event_id", "app_id", "tenant_key"]),
      });
    });
  }
});

describe("a click", () => {
  const whole = parseAction(click());

  test("reads the same whole, unwrapped, and as the body of something", () => {
    expect(parseAction({ body: click(), method: "POST" })).toEqual(whole);
    expect(parseAction({ body: click().event })).toEqual(parseAction(click().event));
    const { app_id, event_id, tenant_key, ...unwrapped } = whole;
    expect(present(parseAction(click().event))).toEqual(present(unwrapped));
    expect([app_id, event_id, tenant_key]).toEqual([
      "cli_a1b2c3d4e5f60718",
      "5d1e0a3bb1f04c3e9a1f0c2d3e4f5a6b",
      "2df7399example",
    ]);
  });

  test("tells the person's tenant from the app's", () => {
    expect(whole.tenant_key).toBe("2df7399example");
    expect(whole.operator.tenant_key).toBe("other-tenant");
  });

  test.each<[string, unknown, unknown]>([
    ["an object", { a: 1 }, { a: 1 }],
    ["a string with an object in it", ' {"a":1}', { a: 1 }],
    ["a plain string", "approve", "approve"],
    ["a string that is half an object", '{"a":', '{"a":'],
    ["a string with a list in it", "[1]", "[1]"],
    ["a string with a number in it", "1", "1"],
    [
      "a string nested too deep",
      `{"a":${"[".repeat(9_999)}${"]".repeat(9_999)}}`,
      `{"a":${"[".repeat(9_999)}${"]".repeat(9_999)}}`,
    ],
    ["null", null, undefined],
    ["a list", ["approve"], undefined],
    ["a number", 7, undefined],
  ])("whose value is %s", (_, value, expected) => {
    const read: unknown = parseAction(click({ tag: "button", value })).value;
    expect(read).toEqual(expected);
  });

  test("keeps an unchecked box, an emptied input and an empty form apart from what is absent", () => {
    const action = parseAction(click({ tag: "checker", checked: false, input_value: "", form_value: {} }));
    expect([action.checked, action.input_value, action.form_value]).toEqual([false, "", {}]);
  });

  test("has nothing where Lark sent null, or another type than it says", () => {
    const action = parseAction(
      click({
        tag: "button",
        name: null,
        option: 1,
        options: ["a", 1],
        checked: "true",
        form_value: [],
        timezone: {},
      }),
    );
    const { name, option, options, checked, form_value, timezone } = action;
    expect([name, option, options, checked, form_value, timezone]).toEqual(Array(6).fill(undefined));
  });

  test("does not take an empty id for somebody's", () => {
    const payload = click();
    const action = parseAction({
      ...payload,
      event: { ...payload.event, operator: { open_id: "ou_1", user_id: "", union_id: null } },
    });
    expect([action.user_id, action.union_id]).toEqual([undefined, undefined]);
  });

  const event = click().event;

  test.each<[string, unknown]>([
    ["open_id", { ...event, operator: { user_id: "g9h8" } }],
    ["open_id", { ...event, operator: { open_id: "" } }],
    ["open_id", { ...event, operator: { open_id: ["ou_1"] } }],
    ["token", { ...event, token: null }],
    ["open_message_id", { ...event, context: {} }],
    ["tag", { ...event, action: {} }],
  ])("is refused without its %s", (key, given) => {
    expect(protocolCode(() => parseAction(given))).toBe("invalid_action");
    expect(() => parseAction(given)).toThrow(key);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "action"],
    ["a list", [click()]],
    ["an empty object", {}],
    ["a message", { schema: "2.0", header: {}, event: { message: {} } }],
    ["an action that is a text", { event: { action: "button" } }],
    ["a body in a body", { body: { body: click() } }],
    ["what only a prototype has", Object.create(click())],
  ])("is not in %s", (_, payload) => {
    expect(protocolCode(() => parseAction(payload))).toBe("no_action");
  });

  test("cannot lend itself a person by way of a prototype", () => {
    const lent = JSON.parse(
      '{"token":"c","action":{"tag":"button"},"open_message_id":"om","__proto__":{"open_id":"ou_1"}}',
    ) as unknown;
    expect(protocolCode(() => parseAction(lent))).toBe("invalid_action");
  });
});

function pick(object: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return present(Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key))));
}

function present(object: object): Readonly<Record<string, unknown>> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === "operator" ? present(value as object) : (value as unknown)]),
  );
}
