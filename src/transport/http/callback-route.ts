import { Elysia, t } from "elysia";

import { callbackResult } from "../../callback/callback-result.ts";
import type { CallbackRouter } from "../../callback/callback-router.ts";
import type { CallbackEvent } from "../../protocol/callback-event.ts";
import type { CallbackSecrets } from "../../protocol/callback-secrets.ts";
import { toLegacyAnswer } from "../../protocol/legacy-answer.ts";
import { openAnyCallback } from "../../protocol/open-any-callback.ts";
import { type CallbackRequest, openCallback } from "../../protocol/open-callback.ts";
import { LEGACY_CARD_TYPE } from "../../protocol/open-legacy-card.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { ApiError, tooManyRefused } from "./api-error.ts";
import type { Called } from "./authenticate.ts";
import { requestIdOf } from "./error-responses.ts";

export interface CallbackRouteOptions {
  readonly router: CallbackRouter;
  /** Those in force at the moment. */
  readonly secrets: () => CallbackSecrets;
  /** Whether to take card callbacks of the older kind too, which are signed with the token. */
  readonly legacyCards: boolean;
  readonly clock: () => Date;
  readonly toleranceSeconds: number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Each callback by its event type and what came of it: answered, toast, challenge, or why it was refused. */
  readonly onAnswered: (type: string, result: string, seconds: number, event?: CallbackEvent) => void;
  /**
   * A body that was not proven to be Lark's, by the code that the caller does not learn. Answers whether that client had
   * too many of them.
   */
  readonly onRefused: (fault: ProtocolError, request: Request, requestId: string) => boolean;
}

interface CalledBack extends Called {
  readonly body: ArrayBuffer;
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

/** Where Lark calls. Whatever is not proven to be Lark's gets one and the same refusal, until there were too many. */
export function callbackRoute(options: CallbackRouteOptions) {
  const { router, secrets, legacyCards, clock, monotonic, toleranceSeconds, onRefused, onAnswered } = options;

  function open(request: CallbackRequest) {
    const freshness = { now: clock(), toleranceSeconds };
    return (legacyCards ? openAnyCallback : openCallback)(request, secrets(), freshness);
  }

  async function answer({ body, request, set }: CalledBack) {
    const arrived = monotonic();
    const note = (type: string, result: string, event?: CallbackEvent): void =>
      onAnswered(type, result, (monotonic() - arrived) / 1000, event);
    try {
      const { headers } = request;
      const bytes = readBody(body);
      const message = open({ headers: readHeaders(headers), body: bytes });
      if (message.kind === "challenge") {
        note("url_verification", "challenge");
        return { challenge: message.challenge };
      }
      const event = { ...message, requestId: requestIdOf(set) };
      const answer = await router.dispatch(event);
      const { type, result } = callbackResult(message.eventType, answer);
      note(type, result, event);
      return message.eventType === LEGACY_CARD_TYPE ? toLegacyAnswer(answer) : answer;
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault;
      note("unproven", fault.code);
      if (onRefused(fault, request, requestIdOf(set))) throw tooManyRefused();
      throw new ApiError("callback_refused", "not proven to come from Lark");
    }
  }

  const routes = new Elysia({
    normalize: false,
    detail: { tags: ["callbacks"], summary: "Where Lark calls", security: [] },
  });
  // The signature covers the bytes on the wire; "json" and "text" would rewrite them.
  const body = t.ArrayBuffer({ default: undefined });
  for (const path of PATHS) routes.post(path, answer, { parse: [refuseLarge, "arrayBuffer"], body });
  return routes;
}

/** Before it is kept in memory, where its length is told. */
function refuseLarge({ request }: { readonly request: Request }): void {
  if (Number(request.headers.get("content-length")) > LARGEST_BODY) throw tooLarge();
}

function readBody(body: ArrayBuffer): Uint8Array {
  if (body.byteLength > LARGEST_BODY) throw tooLarge();
  return new Uint8Array(body);
}

function tooLarge(): ApiError {
  return new ApiError("body_too_large", `at most ${LARGEST_BODY} bytes`);
}

function readHeaders(headers: Headers) {
  return {
    "x-lark-request-timestamp": headers.get("x-lark-request-timestamp") ?? undefined,
    "x-lark-request-nonce": headers.get("x-lark-request-nonce") ?? undefined,
    "x-lark-signature": headers.get("x-lark-signature") ?? undefined,
  };
}
