import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type JsonObject, ownObject, ownString } from "../protocol/json-object.ts";
import type { Around } from "./around.ts";

/** Hears of a callback that was answered: by its type and what came of it, and of the event where it was proven. */
export type NoteCallback = (type: string, result: string, seconds: number, event?: CallbackEvent) => void;

/** Counts each callback, and logs each that was proven by the id under which the log has the rest of its way. */
export function noteCallbacks(
  { log, metrics }: Pick<Around, "log" | "metrics">,
  transport: "http" | "socket",
): NoteCallback {
  return (type, result, seconds, event) => {
    metrics.noteCallback(transport, type, result, seconds);
    if (event === undefined) return;
    const { requestId: request_id, eventId: event_id, payload } = event;
    const ms = Math.round(seconds * 1000);
    const line = { request_id, approval_id: approvalOf(payload), event_id, transport, type, result, ms };
    log.info(line, "callback answered");
  };
}

/** What the pressed button names, where that may be one of ours. */
function approvalOf(payload: JsonObject): string | undefined {
  const action = ownObject(ownObject(payload, "event") ?? payload, "action");
  const id = ownString((action && ownObject(action, "value")) ?? {}, "approval");
  return id !== undefined && /^apr_\w{1,64}$/.test(id) ? id : undefined;
}
