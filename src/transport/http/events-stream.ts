import { toApprovalEvent } from "../../audit/approval-event.ts";
import type { AuditRow } from "../../audit/audit-row.ts";
import type { AuditTrail } from "../../audit/audit-trail.ts";

export interface EventsStreamOptions {
  readonly trail: AuditTrail;
  readonly after: number;
  readonly stopping: AbortSignal;
  /** Cuts the connection off in so many seconds, unless it is called again before. */
  readonly keepOpen: (seconds: number) => void;
}

/** Rows that are read at once, and so the most that a reader who stands still keeps in memory. */
const PAGE = 200;
/** Milliseconds; proxies commonly cut a connection that has been silent for a minute. */
const HEARTBEAT = 15_000;
/** Seconds after which a reader who takes nothing is cut off; the same when the server stops. */
const PATIENCE = 60;
const FAREWELL = 2;
/** Milliseconds after which a browser comes again. */
const RETRY = 2_000;

/**
 * The approvals' events that follow row `after`, as they are committed, until the reader goes or `stopping` is aborted.
 * Everything is read from the log, and only when the reader has room: none is missed between what was and what comes,
 * none told twice, and who reads slowly costs no memory.
 */
export function eventsStream({
  trail,
  after,
  stopping,
  keepOpen,
}: EventsStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  let seq = after;
  let wake = noop;
  let isGone = false;

  /** The next page's events, which may be none; undefined where no row follows. */
  function next(): string | undefined {
    const rows = trail.after(seq, PAGE);
    seq = rows.at(-1)?.seq ?? seq;
    return rows.length === 0 ? undefined : rows.map(eventText).join("");
  }

  function end(): void {
    ended.abort();
    wake();
  }

  function stop(): void {
    keepOpen(FAREWELL);
    end();
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Headers go out with the first bytes.
      controller.enqueue(encoder.encode(`: countersign\nretry: ${RETRY}\n\n`));
      keepOpen(PATIENCE);
      const beat = setInterval(() => {
        if ((controller.desiredSize ?? 0) <= 0) return;
        controller.enqueue(encoder.encode(":\n\n"));
        keepOpen(PATIENCE);
      }, HEARTBEAT);
      const unsubscribe = trail.onAppended(() => wake());
      ended.signal.addEventListener("abort", () => {
        clearInterval(beat);
        unsubscribe();
        stopping.removeEventListener("abort", stop);
      });
      stopping.addEventListener("abort", stop);
      if (stopping.aborted) stop();
    },
    async pull(controller) {
      while (!ended.signal.aborted) {
        const text = next();
        if (text) {
          controller.enqueue(encoder.encode(text));
          return;
        }
        // Nothing is committed between the look and this: both are in one turn.
        if (text === undefined) await new Promise<void>((resolve) => (wake = resolve));
        // There may be years of rows that are no events: between pages it is others' turn.
        else await new Promise((resolve) => setImmediate(resolve));
      }
      if (!isGone) controller.close();
    },
    cancel() {
      isGone = true;
      end();
    },
  });
}

function eventText(row: AuditRow): string {
  const event = toApprovalEvent(row);
  if (event === undefined) return "";
  return `id: ${row.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`;
}

function noop(): void {}
