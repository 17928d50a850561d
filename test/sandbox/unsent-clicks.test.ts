import { afterEach, describe, expect, test } from "bun:test";

import type { SandboxClick } from "../../src/sandbox/view.ts";
import { startAppServer } from "./app-server.ts";
import type { Platform } from "./platform.ts";
import { button, card, openPlatform, rejection, stoppedClock } from "./platform.ts";

let platform: Platform;

afterEach(() => platform.sandbox.stop());

describe("no callback is sent", () => {
  const required = { tag: "input", name: "reason", required: true };
  const submit = button({ name: "ok", form_action_type: "submit" });

  test.each<[string, object, object]>([
    [
      "for a button without behaviors, whatever its value",
      button({ behaviors: undefined, value: { a: 1 } }),
      { reason: "no_callback" },
    ],
    [
      "for a button that opens a page",
      button({ behaviors: [{ type: "open_url", default_url: "https://x.example" }] }),
      { reason: "no_callback" },
    ],
    ["for a disabled button", button({ disabled: true }), { reason: "disabled" }],
    [
      "for a form with an empty required field",
      { tag: "form", name: "f", elements: [required, submit] },
      { reason: "required", fields: ["reason"] },
    ],
    [
      "for a form's multi select that was left alone",
      { tag: "form", name: "f", elements: [{ tag: "multi_select_static", name: "m" }, submit] },
      { reason: "required", fields: ["m"] },
    ],
    [
      "for a reset button",
      { tag: "form", name: "f", elements: [button({ name: "r", form_action_type: "reset" }), submit] },
      { reason: "no_callback" },
    ],
  ])("%s", async (_, element, unsent) => {
    await using server = startAppServer(() => ({}));
    platform = openPlatform({ callbackUrl: server.url });
    const id = await platform.send(card("x", [element]));
    expect(await platform.press(id)).toEqual({ unsent, took_ms: 0 } as never);
    expect(server.received).toEqual([]);
  });

  test("for a field of a form, whatever its behaviors: the form collects it", async () => {
    platform = openPlatform();
    const input = { ...required, behaviors: [{ type: "callback", value: {} }] };
    const id = await platform.send(card("x", [{ tag: "form", name: "f", elements: [input, submit] }]));
    const result = await platform.press(id, { element: { tag: "input", name: "reason" }, input_value: "x" });
    expect(result).toEqual({ unsent: { reason: "no_callback" }, took_ms: 0 });
  });

  test("in JSON 1.0 for a button that only opens a page", async () => {
    platform = openPlatform();
    const link = { tag: "button", url: "https://x.example" };
    const id = await platform.send({ elements: [{ tag: "action", actions: [link] }] });
    expect(await platform.press(id)).toEqual({ unsent: { reason: "no_callback" }, took_ms: 0 });
  });

  test.each([
    ["14 days for JSON 2.0", card("x"), 14],
    ["30 days for JSON 1.0", { elements: [{ tag: "action", actions: [{ tag: "button", value: {} }] }] }, 30],
  ])("after %s", async (_, content, days) => {
    const { clock, pass } = stoppedClock();
    await using server = startAppServer(() => ({}));
    platform = openPlatform({ clock, callbackUrl: server.url });
    const id = await platform.send(content);
    pass(days * 86_400);
    expect(await platform.press(id)).toEqual({ took_ms: expect.any(Number) });
    pass(1);
    expect(await platform.press(id)).toEqual({ unsent: { reason: "expired" }, took_ms: 0 });
    expect(server.received).toHaveLength(1);
  });

  test("for a click that nobody could make", async () => {
    platform = openPlatform();
    const id = await platform.send(card("x"));
    const grace = platform.person("Grace").open_id;
    const press = (click: Partial<SandboxClick>) => platform.press(id, click);
    expect(await rejection(press({ message_id: "om_x" }))).toMatchObject({ code: "message_not_found" });
    expect(await rejection(press({ open_id: "ou_x" }))).toMatchObject({ code: "person_not_found" });
    expect(await rejection(press({ open_id: grace }))).toMatchObject({ code: "not_in_chat" });
    expect(await rejection(press({ element: { tag: "input" } }))).toMatchObject({
      code: "element_not_found",
    });
    expect(await rejection(press({ element: { tag: "button", name: "x" } }))).toMatchObject({
      code: "element_not_found",
    });
    expect(await rejection(press({ element: { tag: "button", value: { action: "reject" } } }))).toMatchObject(
      {
        code: "element_not_found",
      },
    );
  });

  test("but a phone that still shows an older revision can press what that one had", async () => {
    await using server = startAppServer(() => ({}));
    platform = openPlatform({ callbackUrl: server.url });
    const id = await platform.send(card("pending"));
    await platform.patch(id, card("approved", []));
    expect(await rejection(platform.press(id))).toMatchObject({ code: "element_not_found" });
    await platform.press(id, { revision: 1 });
    expect(server.received).toHaveLength(1);
  });
});
