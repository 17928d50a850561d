import { DATA, decodeFrame, encodeFrame, type Frame, frameHeader } from "../../protocol/frame.ts";
import { own, ownString, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import type { Delivery } from "../callback/send-callback.ts";
import type { Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { SandboxFault } from "../view.ts";
import { framesOf, type Push } from "./frames-of.ts";
import type { PlatformConfig } from "./platform-config.ts";

/** One client's connection, as the web server gives it. */
export interface Wire {
  sendBinary(bytes: Uint8Array): unknown;
  terminate(): unknown;
}

export interface PushLineOptions {
  readonly faults: Faults;
  readonly ids: Ids;
  readonly clock: () => Date;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** How long a push may take before the client shows 200341. */
  readonly callbackDeadlineMs: number;
  readonly config: PlatformConfig;
}

/** The platform's end of the long connections of one app: each push goes to one of them, at random. */
export class PushLine {
  readonly #options: PushLineOptions;
  readonly #wires = new Map<Wire, { silent: boolean; readonly serviceId: number }>();
  readonly #waiting = new Map<string, (delivery: Delivery) => void>();

  constructor(options: PushLineOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#wires.size;
  }

  open(wire: Wire, serviceId: number): void {
    this.#wires.set(wire, { silent: false, serviceId });
  }

  close(wire: Wire): void {
    this.#wires.delete(wire);
  }

  /** Cuts every connection as a lost network does. */
  cut(): void {
    for (const wire of this.#wires.keys()) wire.terminate();
  }

  /** From now on nothing is said on the connections that are open, which stay open. */
  silence(): void {
    for (const state of this.#wires.values()) state.silent = true;
  }

  /** Pushes one event and waits for its answer. Without a client the console would have no address to call either. */
  async send(payload: object): Promise<Delivery> {
    const { ids, callbackDeadlineMs, faults, random } = this.#options;
    const wires = [...this.#wires.keys()];
    const wire = wires[Math.floor(random() * wires.length)];
    if (wire === undefined) return { kind: "failed", code: 200340 };
    const messageId = ids.next();
    const answered = Promise.withResolvers<Delivery>();
    this.#waiting.set(messageId, answered.resolve);
    const timer = setTimeout(() => answered.resolve({ kind: "failed", code: 200341 }), callbackDeadlineMs);
    try {
      const push = { messageId, payload: Buffer.from(JSON.stringify(payload)) };
      await this.#push(wire, push, faults.take("push"));
      return await answered.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(messageId);
    }
  }

  /** What a client has sent. Whatever it is, it ends no more than that client's connection. */
  receive(wire: Wire, bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes);
      if (this.#wires.get(wire)?.silent) return;
      if (frame.method === DATA) this.#answered(frame);
      else if (frameHeader(frame, "type") === "ping") void this.#pong(wire, frame);
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault;
      wire.terminate();
    }
  }

  async #push(wire: Wire, push: Push, fault: SandboxFault | undefined): Promise<void> {
    if (fault?.kind === "delay") await Bun.sleep(fault.delay_ms ?? 0);
    if (fault?.kind === "garbage") wire.sendBinary(Buffer.from("not a frame"));
    const isLost = fault?.kind === "reset" && !fault.after_effect;
    if (!isLost) this.#write(wire, push);
    if (fault?.kind === "reset") wire.terminate();
  }

  #write(wire: Wire, push: Push): void {
    const state = this.#wires.get(wire);
    if (state === undefined || state.silent) return;
    for (const frame of framesOf(push, state.serviceId, this.#options)) wire.sendBinary(encodeFrame(frame));
  }

  #answered(frame: Frame): void {
    const { code, data } = readResult(frame);
    const settle = this.#waiting.get(frameHeader(frame, "message_id") ?? "");
    settle?.({ kind: "replied", status: code, text: Buffer.from(data, "base64").toString() });
  }

  /** Late where a fault delays it; any other fault is a pong that never comes. */
  async #pong(wire: Wire, ping: Frame): Promise<void> {
    const fault = this.#options.faults.take("pong");
    if (fault !== undefined && fault.kind !== "delay") return;
    if (fault) await Bun.sleep(fault.delay_ms ?? 0);
    const payload = Buffer.from(JSON.stringify(this.#options.config));
    wire.sendBinary(encodeFrame({ ...ping, headers: [["type", "pong"]], payload }));
  }
}

function readResult(frame: Frame): { readonly code: number; readonly data: string } {
  const result = parseJsonObject(frame.payload ?? new Uint8Array());
  const code = own(result, "code");
  return { code: typeof code === "number" ? code : 0, data: ownString(result, "data") ?? "" };
}
