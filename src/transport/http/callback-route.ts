import { Elysia, t } from "elysia";

import type { CallbackRouter } from "../../callback/callback-router.ts";
import type { CallbackSecrets } from "../../protocol/callback-secrets.ts";
import { openCallback } from "../../protocol/open-callback.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { ApiError } from "./api-error.ts";

export interface CallbackRouteOptions {
  readonly router: CallbackRouter;
  readonly secrets: CallbackSecrets;
  readonly clock: () => Date;
  readonly toleranceSeconds: number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Each callback by its event type and what came of it: answered, toast, challenge, or why it was refused. */
  readonly onAnswered: (type: string, result: string, seconds: number) => void;
  /** A body that was not proven to be Lark's, by the code that the caller does not learn. */
  readonly onRefused: (fault: ProtocolError, request: Request) => void;
}

/** One route under the names that guides use; what comes is told apart by its content. */
const PATHS = [
  "/lark/callback",
  "/callback",
  "/webhook/card",
  "/webhook/event",
  "/api/lark/webhook/button-callback",
];
/** The largest callback is a form of a 30 KB card, encrypted. */
const LARGEST_BODY = 64 * 1024;

/** Where Lark calls. Whatever is not proven to be Lark's gets one and the same refusal. */
export function callbackRoute(options: CallbackRouteOptions) {
  const { router, secrets, clock, monotonic, toleranceSeconds, onRefused, onAnswered } = options;

  async function answer({ body, request }: { body: ArrayBuffer; request: Request }) {
    const arrived = monotonic();
    const note = (type: string, result: string): void =>
      onAnswered(type, result, (monotonic() - arrived) / 1000);
    try {
      const { headers } = request;
      const bytes = readBody(body);
      const message = openCallback({ headers: readHeaders(headers), body: bytes }, secrets, {
        now: clock(),
        toleranceSeconds,
      });
      if (message.kind === "challenge") {
        note("url_verification", "challenge");
        return { challenge: message.challenge };
      }
      const answer = await router.dispatch(message);
      note(message.eventType, answer.toast === undefined ? "answered" : "toast");
      return answer;
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault;
      note("unproven", fault.code);
      onRefused(fault, request);
      throw new ApiError("callback_refused", "not proven to come from Lark");
    }
  }

  const routes = new Elysia({
    normalize: false,
    detail: { tags: ["callbacks"], summary: "Where Lark calls", security: [] },
  });
  // The signature covers the bytes on the wire; "json" and "text" would rewrite them.
  const raw = { parse: "arrayBuffer", body: t.ArrayBuffer({ default: undefined }) } as const;
  for (const path of PATHS) routes.post(path, answer, raw);
  return routes;
}

function readBody(body: ArrayBuffer): Uint8Array {
  if (body.byteLength > LARGEST_BODY) throw new ApiError("body_too_large", `at most ${LARGEST_BODY} bytes`);
  return new Uint8Array(body);
}

function readHeaders(headers: Headers) {
  return {
    "x-lark-request-timestamp": headers.get("x-lark-request-timestamp") ?? undefined,
    "x-lark-request-nonce": headers.get("x-lark-request-nonce") ?? undefined,
    "x-lark-signature": headers.get("x-lark-signature") ?? undefined,
  };
}
