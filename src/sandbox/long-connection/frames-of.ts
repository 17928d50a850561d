import { DATA, type Frame } from "../../protocol/frame.ts";
import type { Ids } from "../ids.ts";

/** What goes to a client at once. */
export interface Push {
  readonly messageId: string;
  readonly payload: Buffer;
}

interface Chance {
  readonly ids: Ids;
  readonly clock: () => Date;
  /** At least 0 and less than 1. */
  readonly random: () => number;
}

/** Longer payloads are cut into frames of so many bytes, wherever that falls. */
const PART_BYTES = 1_024;

/** The parts of a push in any order: a client has to put them together by their numbers. */
export function framesOf(
  { messageId, payload }: Push,
  service: number,
  { ids, clock, random }: Chance,
): readonly Frame[] {
  const sum = Math.max(1, Math.ceil(payload.length / PART_BYTES));
  const traceId = ids.next();
  return Array.from({ length: sum }, (_, seq) => ({ seq, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ seq }) => ({
      seqId: number64(ids),
      logId: number64(ids),
      service,
      method: DATA,
      headers: [
        ["type", "event"],
        ["message_id", messageId],
        ["sum", String(sum)],
        ["seq", String(seq)],
        ["trace_id", traceId],
        ["timestamp", String(clock().getTime())],
      ],
      payload: payload.subarray(seq * PART_BYTES, (seq + 1) * PART_BYTES),
      logIdNew: traceId,
    }));
}

function number64(ids: Ids): bigint {
  return BigInt(`0x${ids.next().slice(0, 16)}`);
}
