import { expect, onTestFinished, test } from "bun:test";

import { createLog } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import type { Answer } from "../../src/protocol/answer.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { LEGACY_CARD_TYPE } from "../../src/protocol/open-legacy-card.ts";
import { startCallbacks } from "../../src/wiring/start-callbacks.ts";
import { aClick } from "../support/a-click.ts";
import { openStorage } from "../support/open-storage.ts";
import { serviceOver } from "../support/service-over.ts";
import { tempDir } from "../support/temp-dir.ts";
import { TestClock } from "../support/test-clock.ts";

const PUBLISH = { tag: "button", value: { publish: "b_1" } };
const DONE: Answer = { toast: { type: "success", content: "Published." } };

const NEWER: CallbackEvent = {
  kind: "event",
  eventType: "card.action.trigger",
  eventId: "ev_1",
  payload: aClick({ action: PUBLISH }),
};
/** The same click in the older form: of an id of its own, and with the same token. */
const OLDER: CallbackEvent = {
  kind: "event",
  eventType: LEGACY_CARD_TYPE,
  eventId: "5f1d",
  payload: { open_id: "ou_ann", open_message_id: "om_1", token: "c-1", action: PUBLISH },
};
const ANOTHER: CallbackEvent = { ...OLDER, eventId: "5f1e", payload: { ...OLDER.payload, token: "c-2" } };

/** Servers over one database, one after another. */
function servers() {
  const dataDir = tempDir();
  const handled: string[] = [];
  const start = () => {
    const storage = openStorage(dataDir);
    const clock = new TestClock();
    const log = createLog({ level: "silent", format: "json", fd: 2 });
    const metrics = createMetrics({ version: "0.0.0", clock: clock.now, countOutbox: async () => [] });
    const callbacks = startCallbacks(
      {
        service: serviceOver(storage.approvals, clock),
        inbox: storage.inbox,
        legacyCards: true,
        clicks: [
          {
            kind: "click",
            name: "publish",
            handle: (_, { eventId }) => (handled.push(eventId), DONE),
          },
        ],
      },
      { log, clock: clock.now, random: () => 0, metrics },
    );
    const stop = async () => {
      await callbacks.stop();
      storage.close();
    };
    return { dispatch: (event: CallbackEvent) => callbacks.router.dispatch(event), stop };
  };
  return { start, handled };
}

test.each([
  ["newer", NEWER, OLDER],
  ["older", OLDER, NEWER],
])(
  "of both callbacks of one click, the %s first, one is handled, also by the server that starts between",
  async (_, first, second) => {
    const { start, handled } = servers();
    const before = start();
    expect(await before.dispatch(first)).toEqual(DONE);
    expect(await before.dispatch(second)).toEqual(DONE);
    await before.stop();
    const after = start();
    onTestFinished(after.stop);
    expect(await after.dispatch(second)).toEqual({});
    expect(handled).toEqual([first.eventId]);
    expect(await after.dispatch(ANOTHER)).toEqual(DONE);
  },
);
