import { describe, expect, test } from "bun:test";

import { type CallbackHandler, createCallbackRouter } from "../../src/callback/callback-router.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";

function event(eventType: string): CallbackEvent {
  return { kind: "event", eventType, eventId: "ev_1", payload: {} };
}

describe("the callback router", () => {
  test("gives an event to the handler of its type, and answers what that answers", async () => {
    const given: CallbackEvent[] = [];
    const router = createCallbackRouter(
      new Map<string, CallbackHandler>([
        [
          "card.action.trigger",
          async (it) => {
            given.push(it);
            return { toast: { type: "info", content: "hi" } };
          },
        ],
        ["other", () => ({})],
      ]),
      () => {},
    );
    const click = event("card.action.trigger");
    expect(await router.dispatch(click)).toEqual({ toast: { type: "info", content: "hi" } });
    expect(await router.dispatch(event("other"))).toEqual({});
    expect(given).toEqual([click]);
    expect(router.registered).toEqual(["card.action.trigger", "other"]);
  });

  test.each(["im.message.receive_v1", "__proto__", "constructor", ""])(
    "answers {} to %p, which nobody handles, and tells of it",
    async (eventType) => {
      const unknown: string[] = [];
      const router = createCallbackRouter(new Map(), (type) => unknown.push(type));
      expect(await router.dispatch(event(eventType))).toEqual({});
      expect(unknown).toEqual([eventType]);
    },
  );
});
