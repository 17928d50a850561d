import type { ClickReport } from "../callback/card-action-handler.ts";
import type { Log } from "../log.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type JsonObject, ownObject, ownString } from "../protocol/json-object.ts";

/** How a callback was answered. */
interface Answered {
  readonly transport: "http" | "socket";
  readonly type: string;
  readonly result: string;
  readonly ms: number;
}

/**
 * One line of the log for each callback that was proven, by the id under which the log has the rest of its way. A click on
 * an approval's button that counts is called by what it made of the approval, such as `decided`; one that does not,
 * `click refused`; any other callback, `callback answered`.
 */
export interface CallbackLines {
  /** Keeps it for the callback's line; one that was answered before, as too late, gets a line more. */
  clicked(report: ClickReport, event: CallbackEvent): void;
  answered(event: CallbackEvent, how: Answered): void;
}

export function createCallbackLines(log: Log): CallbackLines {
  const reports = new WeakMap<CallbackEvent, ClickReport>();
  const told = new WeakSet<CallbackEvent>();

  function writeClick(event: CallbackEvent, report: ClickReport, how?: Answered): void {
    const { approvalId, operator, action, status, counts, kind } = report;
    const line = { ...about(event, approvalId), operator, action, status };
    if (counts) log.info({ ...line, ...how }, kind);
    else log.info({ ...line, code: kind, ...how }, "click refused");
  }

  return {
    clicked(report, event) {
      if (told.has(event)) writeClick(event, report);
      else reports.set(event, report);
    },
    answered(event, how) {
      told.add(event);
      const report = reports.get(event);
      if (report === undefined) log.info({ ...about(event), ...how }, "callback answered");
      else writeClick(event, report, how);
    },
  };
}

function about({ requestId, eventId, payload }: CallbackEvent, approvalId = approvalOf(payload)) {
  return { request_id: requestId, approval_id: approvalId, event_id: eventId };
}

/** What the pressed button names, where that may be one of ours. */
function approvalOf(payload: JsonObject): string | undefined {
  const action = ownObject(ownObject(payload, "event") ?? payload, "action");
  const id = ownString((action && ownObject(action, "value")) ?? {}, "approval");
  return id !== undefined && /^apr_\w{1,64}$/.test(id) ? id : undefined;
}
