import { expect, test } from "bun:test";

import { followSandbox } from "../../../src/sandbox/phone/follow-sandbox.ts";
import type { SandboxClient } from "../../../src/sandbox/phone/sandbox-client.ts";
import type { SandboxEvent, SandboxView } from "../../../src/sandbox/view.ts";

const EMPTY: SandboxView = { people: [], chats: [], messages: [], faults: [] };
const EVENT: SandboxEvent = { type: "faults", faults: [] };

/** A sandbox whose answers and events come when the test says so, and the order in which the follower was told. */
function follow() {
  const told: string[] = [];
  const fetches: PromiseWithResolvers<SandboxView>[] = [];
  let onEvent: Parameters<SandboxClient["listen"]>[0] | undefined;
  let onConnection: Parameters<SandboxClient["listen"]>[1] | undefined;
  const client: Pick<SandboxClient, "state" | "listen"> = {
    state: () => {
      const fetched = Promise.withResolvers<SandboxView>();
      fetches.push(fetched);
      return fetched.promise;
    },
    listen(...listeners) {
      [onEvent, onConnection] = listeners;
    },
  };
  const refresh = followSandbox(client, {
    onView: () => void told.push("view"),
    onEvent: () => void told.push("event"),
    onConnection: (isConnected) => void told.push(isConnected ? "connected" : "lost"),
    onError: () => void told.push("error"),
  });
  return {
    told,
    fetches,
    refresh,
    event: () => onEvent?.(EVENT),
    connection: (is: boolean) => onConnection?.(is),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("tells of events that come while the view is fetched only after the view", async () => {
  const { told, fetches, event, connection } = follow();
  connection(true);
  event();
  fetches[0]?.resolve(EMPTY);
  await settled();
  event();
  expect(told).toEqual(["connected", "view", "event", "event"]);
});

test("fetches the view anew after each connecting", async () => {
  const { told, fetches, connection } = follow();
  connection(true);
  fetches[0]?.resolve(EMPTY);
  await settled();
  connection(false);
  connection(true);
  fetches[1]?.resolve(EMPTY);
  await settled();
  expect(told).toEqual(["connected", "view", "lost", "connected", "view"]);
});

test("fetches one view at a time", () => {
  const { fetches, refresh, connection } = follow();
  connection(true);
  refresh();
  expect(fetches).toHaveLength(1);
});

test("goes on after a fetch that failed", async () => {
  const { told, fetches, refresh, connection } = follow();
  connection(true);
  fetches[0]?.reject(new Error("refused"));
  await settled();
  refresh();
  fetches[1]?.resolve(EMPTY);
  await settled();
  expect(told).toEqual(["connected", "error", "view"]);
});
