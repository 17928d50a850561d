import { describe, expect, test } from "bun:test";

import type { EventRegistration } from "../../../src/callback/registration.ts";
import type { CallbackEvent } from "../../../src/protocol/callback-event.ts";
import { callBack } from "../../support/call.ts";
import { signedCallback, VERIFICATION_TOKEN } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { until } from "../../support/until.ts";
import { timestamp } from "./unproven-callbacks.ts";

const TYPE = "im.chat.updated_v1";

function newer(event_id: string, event: object = {}, event_type = TYPE) {
  return { schema: "2.0", header: { event_id, event_type, token: VERIFICATION_TOKEN }, event };
}

function older(uuid: string) {
  return { ts: "1", uuid, token: VERIFICATION_TOKEN, type: "event_callback", event: { type: TYPE } };
}

function listener(name: string, handle: (event: CallbackEvent) => Promise<void>): EventRegistration {
  return { kind: "event", name, type: TYPE, handle };
}

/** An app with one who listens, and what that was given. */
function listening(...others: readonly EventRegistration[]): TestApp & { readonly given: string[] } {
  const given: string[] = [];
  const first = listener("first", async ({ eventId }) => void given.push(eventId));
  return { ...testApp({ callbacks: { events: [first, ...others] } }), given };
}

function send({ app }: TestApp, payload: unknown) {
  return callBack(app, signedCallback(payload, { timestamp }));
}

describe("an event", () => {
  test.each<[string, unknown]>([
    ["2.0", newer("ev_1")],
    ["1.0", older("ev_1")],
  ])("of schema %s is acknowledged {}, and handed to who listens", async (_, payload) => {
    const server = listening();
    expect(await send(server, payload)).toMatchObject({ status: 200, body: {} });
    await until(() => server.given.length === 1);
    expect(server.given).toEqual(["ev_1"]);
  });

  test("that Lark sends again is acknowledged, and not handed over again", async () => {
    const server = listening();
    for (const id of ["ev_1", "ev_1", "ev_2"]) await send(server, newer(id));
    await until(() => server.given.includes("ev_2"));
    expect(server.given).toEqual(["ev_1", "ev_2"]);
  });

  test("is acknowledged before it is handled, however long that takes", async () => {
    const never = Promise.withResolvers<void>();
    const server = listening(listener("hangs", () => never.promise));
    expect(await send(server, newer("ev_1"))).toMatchObject({ status: 200, body: {} });
    never.resolve();
  });

  test("that one handler fails is handed to the others, and to that one again", async () => {
    let failures = 0;
    const fails = listener("fails", async () => {
      failures += 1;
      if (failures < 3) throw new Error("out of order");
    });
    const server = listening(fails);
    await send(server, newer("ev_1"));
    await until(() => failures === 3);
    expect(server.given).toEqual(["ev_1"]);
    expect(server.log()).toContain("out of order");
  });

  test("that a handler always fails is given up after eight attempts, and that is in the log", async () => {
    let failures = 0;
    const fails = listener("fails", async () => {
      failures += 1;
      throw new Error("out of order");
    });
    const server = listening(fails);
    await send(server, newer("ev_1"));
    await until(() => server.log().includes("event given up"));
    expect([failures, server.given]).toEqual([8, ["ev_1"]]);
  });

  test("that nobody listens for is not kept", async () => {
    const server = listening();
    await send(server, newer("ev_1", {}, "im.chat.disbanded_v1"));
    expect(await server.storage.inbox.read("ev_1")).toBeUndefined();
  });

  test("that could not be kept is not acknowledged, so that Lark sends it again", async () => {
    const server = testApp({
      callbacks: {
        events: [listener("first", async () => {})],
        inbox: {
          take: () => Promise.reject(new Error("SQLITE_FULL")),
          read: async () => undefined,
          forget: async () => 0,
          releaseAll: async () => {},
          lease: async () => [],
          settle: async () => {},
          nextDue: async () => undefined,
        },
      },
    });
    expect((await send(server, newer("ev_1"))).status).toBe(500);
  });
});
