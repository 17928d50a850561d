import { describe, expect, test } from "bun:test";

import { callbackResult } from "../../src/callback/callback-result.ts";
import { createCallbackRouter } from "../../src/callback/callback-router.ts";
import type { ClickRegistration, Registration } from "../../src/callback/registration.ts";
import type { Answer } from "../../src/protocol/answer.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { click } from "../support/signed-callback.ts";

function event(eventType: string, payload: CallbackEvent["payload"] = {}): CallbackEvent {
  return { kind: "event", eventType, eventId: "ev_1", payload };
}

const CLICK = event("card.action.trigger", click());

function says(content: string): Answer {
  return { toast: { type: "info", content } };
}

function taker(name: string, about: Partial<ClickRegistration> = {}): ClickRegistration {
  return { kind: "click", name, handle: () => says(name), ...about };
}

function routerOf(...registrations: readonly Registration[]) {
  const heard: { taken: CallbackEvent[]; unknown: string[]; faults: unknown[] } = {
    taken: [],
    unknown: [],
    faults: [],
  };
  const router = createCallbackRouter(registrations, {
    takeEvent: async (it) => void heard.taken.push(it),
    onUnknown: ({ eventType }) => heard.unknown.push(eventType),
    onFault: (fault) => heard.faults.push(fault),
  });
  return { ...router, ...heard };
}

describe("a click", () => {
  test.each<[string, ClickRegistration[], string]>([
    ["goes to the first who takes any", [taker("one"), taker("two")], "one"],
    ["passes over who does not accept it", [taker("one", { accepts: () => false }), taker("two")], "two"],
    ["waits for who has to look it up", [taker("one", { accepts: async () => true }), taker("two")], "one"],
    [
      "goes on after who looked it up in vain",
      [
        taker("one", { accepts: async () => false }),
        taker("two", { accepts: () => false }),
        taker("three", { accepts: async () => true }),
      ],
      "three",
    ],
  ])("%s", async (_, takers, name) => {
    expect(await routerOf(...takers).dispatch(CLICK)).toEqual(says(name));
  });

  test("of the older kind is offered to the same", async () => {
    const older = { open_id: "ou_1", open_message_id: "om_1", token: "c-1", action: { tag: "button" } };
    const router = routerOf(taker("one"));
    expect(await router.dispatch(event("card.action.trigger_v1", older))).toEqual(says("one"));
  });

  test.each<[string, Partial<ClickRegistration>]>([
    ["whose handler throws", { handle: () => thrown() }],
    ["whose handler rejects", { handle: async () => thrown() }],
    ["that could not be looked up", { accepts: async () => thrown() }],
    ["that could not even be offered", { accepts: () => thrown() }],
  ])("%s is told of as not recorded, and by nobody else", async (_, about) => {
    const router = routerOf(taker("one", about), taker("two"));
    expect(await router.dispatch(CLICK)).toMatchObject({
      toast: { type: "error", content: "Not recorded. Please try again." },
    });
    expect(router.faults).toEqual([new Error("out of order")]);
  });
});

describe("an event", () => {
  const message = event("im.message.receive_v1");

  test("that somebody handles is kept, and answered {} only then", async () => {
    const kept = Promise.withResolvers<void>();
    const router = createCallbackRouter(
      [{ kind: "event", name: "messages", type: "im.message.receive_v1", handle: async () => {} }],
      { takeEvent: () => kept.promise, onUnknown: () => {}, onFault: () => {} },
    );
    let answer: Answer | undefined;
    const answering = Promise.resolve(router.dispatch(message)).then((it) => (answer = it));
    await Promise.resolve();
    expect(answer).toBeUndefined();
    kept.resolve();
    expect(await answering).toEqual({});
  });

  test.each(["im.message.receive_v1", "__proto__", "constructor", ""])(
    "of type %p, which nobody handles, is answered {}, told of, and counted as other",
    async (eventType) => {
      const router = routerOf(taker("one"));
      const answer = await router.dispatch(event(eventType));
      expect([answer, callbackResult(eventType, answer)]).toEqual([{}, { type: "other", result: "unknown" }]);
      expect([router.unknown, router.taken]).toEqual([[eventType], []]);
    },
  );

  test("never goes to who takes clicks", async () => {
    const router = routerOf(taker("one"));
    expect(await router.dispatch(message)).toEqual({});
  });
});

function thrown(): never {
  throw new Error("out of order");
}
