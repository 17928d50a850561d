import type { Config } from "../config/config.ts";
import type { CallbackRouteOptions } from "../transport/http/callback-route.ts";
import type { Around } from "./around.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import { noteCallbacks } from "./note-callback.ts";
import type { NoteRefusal } from "./refusals.ts";
import type { Callbacks } from "./start-callbacks.ts";

/**
 * Without a verification token there is nothing to prove a callback by, and so no route; nor where callbacks come over
 * the long connection alone. `onProven` hears of each callback that was Lark's.
 */
export function callbackOptions(
  config: Config,
  secrets: LiveSecrets["callback"],
  { router, lines }: Pick<Callbacks, "router" | "lines">,
  around: Around,
  onProven: (() => void) | undefined,
  noteRefusal: NoteRefusal,
): CallbackRouteOptions | undefined {
  if (config.LARK_VERIFICATION_TOKEN === undefined || config.COUNTERSIGN_TRANSPORT === "socket")
    return undefined;
  const note = noteCallbacks(around, lines, "http");
  return {
    router,
    secrets,
    legacyCards: config.LARK_LEGACY_CARD,
    clock: around.clock,
    monotonic: () => performance.now(),
    toleranceSeconds: config.COUNTERSIGN_CALLBACK_TOLERANCE,
    onAnswered(type, result, seconds, event) {
      if (type !== "unproven") onProven?.();
      note(type, result, seconds, event);
    },
    onRefused: ({ code, message }, request, request_id) =>
      noteRefusal(request, { code, message: `callback refused: ${message}`, request_id }),
  };
}
