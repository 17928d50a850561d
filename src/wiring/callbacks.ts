import type { ApprovalService } from "../approval/approval-service.ts";
import { type CallbackRouter, createCallbackRouter } from "../callback/callback-router.ts";
import { createCardActionHandler } from "../callback/card-action-handler.ts";
import type { Config } from "../config/config.ts";
import { createSecrets } from "../protocol/callback-secrets.ts";
import type { CallbackRouteOptions } from "../transport/http/callback-route.ts";
import type { Around } from "./around.ts";

/** Unknown event types that are named in the log; a sender cannot make it remember more. */
const MOST_NAMED = 100;

export function createRouter(service: ApprovalService, { log }: Around): CallbackRouter {
  const click = createCardActionHandler({
    service,
    onRefused: (code, { eventId }) => log.info({ event_id: eventId, code }, "click refused"),
    onFault: (err, { eventId }) => log.error({ err, event_id: eventId }, "click not recorded"),
  });
  const named = new Set<string>();
  return createCallbackRouter(new Map([["card.action.trigger", click]]), (eventType) => {
    if (named.has(eventType) || named.size === MOST_NAMED) return;
    named.add(eventType);
    log.info({ event_type: eventType }, "no handler for this event");
  });
}

/** Without a verification token there is nothing to prove a callback by, and so no route. */
export function callbackOptions(
  config: Config,
  router: CallbackRouter,
  { log, clock, metrics }: Around,
): CallbackRouteOptions | undefined {
  const { LARK_VERIFICATION_TOKEN: verificationToken, LARK_ENCRYPT_KEY: encryptKey } = config;
  if (verificationToken === undefined) return undefined;
  return {
    router,
    secrets: createSecrets({ appId: config.LARK_APP_ID, encryptKey, verificationToken }),
    clock,
    monotonic: () => performance.now(),
    toleranceSeconds: config.COUNTERSIGN_CALLBACK_TOLERANCE,
    onAnswered: (type, result, seconds) => metrics.noteCallback("http", type, result, seconds),
    onRefused: ({ code, message }) => log.warn({ code }, `callback refused: ${message}`),
  };
}
