import { type Answer, isAnswer, type Toast } from "../protocol/answer.ts";
import { isJsonObject, type JsonObject, own, parseJsonObject } from "../protocol/json-object.ts";
import { ProtocolError } from "../protocol/protocol-error.ts";
import { type CallOptions, callReceiver } from "./call-receiver.ts";

export interface ForwardOptions extends CallOptions {
  /** What calls are signed with, the newest first; without one nothing is forwarded. */
  readonly secrets: readonly string[];
}

/** A click or an event that somebody else answers. */
interface Forwarding {
  readonly url: URL;
  /** The event's id: the same when it is forwarded again. */
  readonly id: string;
  /** `card.action`, or the event's own type. */
  readonly type: string;
  readonly data: object;
}

type Forwarded =
  /** A 2xx: it is done. What the service does not say in a form that Lark takes is left out. */
  | { readonly kind: "answered"; readonly answer: Answer }
  /** Any other status; the service may say why, to be shown to the clicker. */
  | { readonly kind: "refused"; readonly status: number; readonly toast?: Toast | undefined }
  | { readonly kind: "failed"; readonly error: string };

export type Forward = (forwarding: Forwarding) => Promise<Forwarded>;

/** A service may take longer than Lark waits: its answer comes by an update then. */
const TIMEOUT_MS = 30_000;

/**
 * Calls HTTP services in the place of a handler: `{ type, timestamp, data }`, signed by Standard Webhooks. A service
 * answers JSON with any of `toast` and `card`; the card as Lark's answer has it, or the card itself. Never rejects.
 */
export function createForwarder(options: ForwardOptions): Forward {
  const { clock, timeoutMs = TIMEOUT_MS } = options;
  return async ({ url, id, type, data }) => {
    const { secrets } = options;
    if (secrets.length === 0) return { kind: "failed", error: "webhook_secret_missing" };
    const body = JSON.stringify({ type, timestamp: clock().toISOString(), data });
    const called = await callReceiver({ url, id, body, secrets }, { ...options, timeoutMs });
    if (called.kind === "failed") return called;
    const { status, body: said } = called.answer;
    const answer = readAnswer(said);
    if (status >= 200 && status < 300) return { kind: "answered", answer };
    return { kind: "refused", status, toast: answer.toast };
  };
}

function readAnswer(bytes: Uint8Array): Answer {
  const said = readObject(bytes);
  const toast = own(said, "toast");
  const card = own(said, "card");
  return {
    ...pick({ toast }),
    ...pick({ card: isJsonObject(card) && !isAnswer({ card }) ? { type: "raw", data: card } : card }),
  };
}

/** The member, if Lark would take it. */
function pick(answer: object): Answer {
  return isAnswer(answer) ? answer : {};
}

function readObject(bytes: Uint8Array): JsonObject {
  try {
    return parseJsonObject(bytes);
  } catch (fault) {
    if (fault instanceof ProtocolError) return {};
    throw fault;
  }
}
