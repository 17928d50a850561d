import type { Frame } from "./frame.ts";
import { frameHeader } from "./frame.ts";
import { ProtocolError } from "./protocol-error.ts";

/** How long the parts of one message may take, in milliseconds; Lark's SDKs give up after 5 to 10 s. */
const PATIENCE_MS = 10_000;
const MAX_PARTS = 256;
const MAX_MESSAGES = 64;
const MAX_BYTES = 4 * 1024 * 1024;

interface Pending {
  readonly since: number;
  readonly sum: number;
  readonly parts: Map<number, Uint8Array>;
}

/** Puts messages together again that Lark has cut into several frames, and holds on to no more than a few of them. */
export class FrameJoiner {
  readonly #pending = new Map<string, Pending>();

  /**
   * The whole payload once its last part is there, in whatever order they came; until then undefined.
   * Throws ProtocolError "malformed_frame".
   */
  add(frame: Frame, now: Date): Uint8Array | undefined {
    const payload = frame.payload ?? new Uint8Array();
    const sum = count(frame, "sum", 1);
    if (sum <= 1) return payload;
    const seq = count(frame, "seq", 0);
    const id = frameHeader(frame, "message_id");
    if (id === undefined || sum > MAX_PARTS || seq >= sum)
      throw malformed("a part does not say where it belongs");
    this.#forget(now);
    const { parts } = this.#open(id, sum, now);
    parts.set(seq, payload);
    const length = parts.values().reduce((total, part) => total + part.length, 0);
    if (parts.size < sum && length <= MAX_BYTES) return undefined;
    this.#pending.delete(id);
    if (length > MAX_BYTES) throw malformed("a message in parts is too long");
    return Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
  }

  #open(id: string, sum: number, now: Date): Pending {
    const known = this.#pending.get(id);
    if (known?.sum === sum) return known;
    if (known) throw malformed("two parts do not agree on how many there are");
    if (this.#pending.size >= MAX_MESSAGES) throw malformed("too many messages in parts");
    const pending = { since: now.getTime(), sum, parts: new Map<number, Uint8Array>() };
    this.#pending.set(id, pending);
    return pending;
  }

  #forget(now: Date): void {
    for (const [id, { since }] of this.#pending) {
      if (now.getTime() - since > PATIENCE_MS) this.#pending.delete(id);
    }
  }
}

function count(frame: Frame, key: string, absent: number): number {
  const text = frameHeader(frame, key);
  if (text === undefined) return absent;
  if (!/^\d{1,6}$/.test(text)) throw malformed(`${key} is not a count`);
  return Number(text);
}

function malformed(message: string): ProtocolError {
  return new ProtocolError("malformed_frame", message);
}
