import { describe, expect, test } from "bun:test";

import { type CardAction, parse_action } from "countersign/card-action";

import examples from "../fixtures/card-callback-examples.json";

const BODIES = (examples.examples as unknown as readonly { name: string; body: Body }[]).map(
  ({ name, body }) => [name, body] as const,
);
type Body = Readonly<Record<string, unknown>>;

describe("parse_action", () => {
  test.each(BODIES)("reads the same click however it is handed over: %s", (_, body) => {
    const text = JSON.stringify(body);
    const action: CardAction = parse_action(body);
    expect([action.open_id, action.token, action.message_id, action.tag].every(Boolean)).toBe(true);
    expect(parse_action(text)).toEqual(action);
    expect(parse_action(Buffer.from(text))).toEqual(action);
    expect(parse_action({ body })).toEqual(action);
    expect(parse_action({ body: text })).toEqual(action);
    expect(parse_action({ method: "POST", body: new TextEncoder().encode(text) })).toEqual(action);
  });

  test("reads an unwrapped event, which has no header", () => {
    const body = BODIES.find(([, { event }]) => event !== undefined)?.[1] ?? {};
    const { event_id, app_id, tenant_key, ...rest } = parse_action(body);
    expect(parse_action(body["event"])).toMatchObject(rest);
    expect([event_id, app_id, tenant_key].every((id) => typeof id === "string")).toBe(true);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["a list", []],
    ["an object without an action", {}],
    ["a challenge", { challenge: "c", type: "url_verification" }],
    ["an encrypted body", { encrypt: "AAAA" }],
    ["a text that is no JSON", "approve"],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe])],
    ["a body that is no JSON", { body: "{" }],
    ["an action of nobody", { event: { action: { tag: "button" }, token: "c-1" } }],
    ["an action in a prototype", Object.create({ action: { tag: "button" } })],
    ["what is nested without end", nested(10_000)],
  ])("refuses %s with a TypeError", (_, input) => {
    expect(() => parse_action(input)).toThrow(TypeError);
  });
});

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level += 1) value = { event: value };
  return value;
}
