/** Why there is no long connection, and what follows from it. Nothing in it is secret. */
export interface RoadFault {
  /** `unreachable`: no answer came; `refused`: Lark wants us to wait; `final`: the same attempt will always fail. */
  readonly kind: "unreachable" | "refused" | "final";
  /** Stable: `socket_514`, `socket_unreachable`, `socket_bad_answer`. */
  readonly code: string;
  /** One line: the cause and the way to mend it. */
  readonly message: string;
}

/**
 * Codes of the endpoint and of a refused handshake, as Lark's SDKs know them (`ws/const.go`, `ws/client.py`). What is not
 * here is worth another attempt.
 */
const KNOWN: ReadonlyMap<number, readonly [RoadFault["kind"], string]> = new Map([
  [1, ["refused", "Lark is busy"]],
  [
    403,
    ["final", "Lark forbids the long connection: is the app self-built, enabled, and its version released?"],
  ],
  [514, ["final", "Lark does not take the credentials: check LARK_APP_ID and LARK_APP_SECRET"]],
  [1000040343, ["refused", "an internal error of Lark"]],
  [1000040344, ["final", "Lark saw no credentials: check LARK_APP_ID and LARK_APP_SECRET"]],
  [
    1000040350,
    ["refused", "the app has too many long connections (50 at most): end other clients of this app"],
  ],
  [
    1000040351,
    ["final", "the app is not of this domain: LARK_DOMAIN is feishu or lark, and this is the other"],
  ],
]);

/** What a platform code means. */
export function platformFault(code: number, said: string): RoadFault {
  const [kind, message] = KNOWN.get(code) ?? ["refused", said === "" ? "Lark refused" : `Lark says: ${said}`];
  return { kind, code: `socket_${code}`, message };
}

export function unreachable(message: string): RoadFault {
  return { kind: "unreachable", code: "socket_unreachable", message };
}

/** What the headers of a refused handshake say; too many connections come as an authentication error. */
export function handshakeFault(headers: Headers, status: number): RoadFault {
  const code = headers.get("handshake-status");
  if (code === null) return unreachable(`the handshake was answered with HTTP ${status}`);
  const detail = headers.get("handshake-autherrcode");
  const said = headers.get("handshake-msg") ?? "";
  return platformFault(Number(detail ?? code), said.slice(0, 200));
}
