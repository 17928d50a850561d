import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { Around } from "./around.ts";
import type { CallbackLines } from "./callback-lines.ts";

/** Hears of a callback that was answered: by its type and what came of it, and of the event where it was proven. */
export type NoteCallback = (type: string, result: string, seconds: number, event?: CallbackEvent) => void;

/** Counts each callback, and logs each that was proven. */
export function noteCallbacks(
  { metrics }: Pick<Around, "metrics">,
  lines: CallbackLines,
  transport: "http" | "socket",
): NoteCallback {
  return (type, result, seconds, event) => {
    metrics.noteCallback(transport, type, result, seconds);
    if (event !== undefined)
      lines.answered(event, { transport, type, result, ms: Math.round(seconds * 1000) });
  };
}
