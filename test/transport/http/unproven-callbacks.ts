import type { CallbackRequest } from "../../../src/protocol/open-callback.ts";
import { signLegacyCard } from "../../../src/protocol/signature.ts";
import {
  bytes,
  click,
  sealed,
  signed,
  signedCallback,
  VERIFICATION_TOKEN,
} from "../../support/signed-callback.ts";

const NOW = Date.parse("2026-03-02T09:00:00Z") / 1000;
export const timestamp = String(NOW);

/** The click that would approve, were it genuine: Ann's, on the card of the only approval. */
export function genuine(at: { readonly timestamp: string } = { timestamp }): CallbackRequest {
  return signedCallback(approving(), at);
}

/** What it says. */
export function approving() {
  const callback = click({ tag: "button", value: { action: "approve", approval: "apr_0001" } });
  return { ...callback, event: { ...callback.event, operator: { open_id: "ou_ann" } } };
}

function withHeaders(changed: Record<string, string | undefined>): CallbackRequest {
  const { headers, body } = genuine();
  return { headers: { ...headers, ...changed }, body };
}

function withSignature(change: (signature: string) => string): CallbackRequest {
  const { headers } = genuine();
  return withHeaders({ "x-lark-signature": change(headers["x-lark-signature"] ?? "") });
}

function withBody(change: (body: Uint8Array) => Uint8Array): CallbackRequest {
  const { headers, body } = genuine();
  return { headers, body: change(body) };
}

/** What no key protects may be signed rightly by somebody who found a way to. */
function rightlySigned(body: Uint8Array | string): CallbackRequest {
  return signed(typeof body === "string" ? bytes(body) : body, { timestamp });
}

function sealedRightly(payload: unknown): CallbackRequest {
  return rightlySigned(sealed(payload));
}

export const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const nested = (levels: number): string => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;

/** Callbacks that nobody has proven to be Lark's, or of now, or whole. */
export const UNPROVEN: readonly (readonly [name: string, request: () => CallbackRequest])[] = [
  ["with a signature made up", () => withSignature(() => "0123456789abcdef".repeat(4))],
  ["with an empty signature", () => withSignature(() => "")],
  ["with its signature in capitals", () => withSignature((signature) => signature.toUpperCase())],
  ["with a digit less", () => withSignature((signature) => signature.slice(1))],
  ["with a digit more", () => withSignature((signature) => `${signature}0`)],
  ["with no hex at all", () => withSignature(() => "zz".repeat(32))],
  [
    "with two signatures, one of them right",
    () => withSignature((signature) => `${"0".repeat(64)}, ${signature}`),
  ],
  ["signed with another key", () => signed(genuine().body, { timestamp, encryptKey: "another key" })],
  ["signed with the older scheme", legacy],
  ["with no headers", () => ({ headers: {}, body: genuine().body })],
  ["without its nonce", () => withHeaders({ "x-lark-request-nonce": undefined })],
  ["without its timestamp", () => withHeaders({ "x-lark-request-timestamp": undefined })],
  ["from 301 seconds ago", () => genuine({ timestamp: String(NOW - 301) })],
  ["from 301 seconds ahead", () => genuine({ timestamp: String(NOW + 301) })],
  ["made younger without signing it anew", stale],
  ["whose nonce lends its timestamp a digit", shifted],
  ["cut off", () => withBody((body) => body.subarray(0, -1))],
  ["cut to nothing", () => withBody(() => new Uint8Array())],
  ["with a space more than was signed", () => withBody((body) => bytes(`${text(body)} `))],
  [
    "serialised anew",
    () => ({ ...rightlySigned('{"encrypt" : "AA=="}'), body: bytes('{"encrypt":"AA=="}') }),
  ],
  [
    "lengthened behind its signature's back",
    () => rightlySigned(`${text(genuine().body)}\u0080{"encrypt":"AA=="}`),
  ],
  ["with a byte order mark", () => rightlySigned(`\ufeff${text(genuine().body)}`)],
  ["encrypted with another key", () => rightlySigned(sealed(approving(), "another key"))],
  ["in the clear", () => rightlySigned(JSON.stringify(approving()))],
  ["whose ciphertext is no base64", () => rightlySigned('{"encrypt":"%%%"}')],
  ["whose ciphertext is a number", () => rightlySigned('{"encrypt":1}')],
  ["whose ciphertext is cut", () => rightlySigned(JSON.stringify({ encrypt: cipherText().slice(0, 64) }))],
  ["whose ciphertext is in its prototype", () => rightlySigned(`{"__proto__":${text(genuine().body)}}`)],
  ["that is a list", () => rightlySigned(`[${text(genuine().body)}]`)],
  ["that is not UTF-8", () => rightlySigned(new Uint8Array([0x7b, 0xff, 0x7d]))],
  ["nested ten thousand deep", () => rightlySigned(nested(10_000))],
  ["that holds what is no JSON", () => sealedRightly("approve!")],
  ["that holds what is nested ten thousand deep", () => sealedRightly(nested(10_000))],
  [
    "that holds no token",
    () => sealedRightly({ ...approving(), header: { ...approving().header, token: undefined } }),
  ],
  [
    "that holds another token",
    () => sealedRightly({ ...approving(), header: { ...approving().header, token: "x" } }),
  ],
  [
    "that holds a list for a token",
    () => sealedRightly({ ...approving(), header: { token: [VERIFICATION_TOKEN] } }),
  ],
  [
    "that is for another app",
    () => sealedRightly({ ...approving(), header: { ...approving().header, app_id: "cli_x" } }),
  ],
  [
    "that holds no event id",
    () => sealedRightly({ ...approving(), header: { ...approving().header, event_id: "" } }),
  ],
  [
    "that holds a number for an event id",
    () => sealedRightly({ ...approving(), header: { ...approving().header, event_id: 7 } }),
  ],
  ["that holds a null for a header", () => sealedRightly({ ...approving(), header: null })],
  [
    "that asks whether we are here, in the clear",
    () => ({ headers: {}, body: bytes(challenge(VERIFICATION_TOKEN)) }),
  ],
  [
    "that asks whether we are here, with another token",
    () => ({ headers: {}, body: sealed(challenge("x")) }),
  ],
];

function legacy(): CallbackRequest {
  const body = bytes(JSON.stringify({ ...approving(), schema: undefined, token: VERIFICATION_TOKEN }));
  const [nonce, verificationToken] = ["1", VERIFICATION_TOKEN];
  const signature = signLegacyCard({ timestamp, nonce, body, verificationToken });
  return {
    headers: {
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": signature,
    },
    body,
  };
}

function stale(): CallbackRequest {
  const { headers, body } = genuine({ timestamp: String(NOW - 301) });
  return { headers: { ...headers, "x-lark-request-timestamp": timestamp }, body };
}

function shifted(): CallbackRequest {
  const { headers, body } = signedCallback(approving(), { timestamp, nonce: "123" });
  return {
    headers: { ...headers, "x-lark-request-timestamp": `${timestamp}1`, "x-lark-request-nonce": "23" },
    body,
  };
}

function cipherText(): string {
  return (JSON.parse(text(genuine().body)) as { encrypt: string }).encrypt;
}

function challenge(token: string): string {
  return JSON.stringify({ type: "url_verification", token, challenge: "abc" });
}
