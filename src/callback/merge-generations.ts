import type { Answer } from "../protocol/answer.ts";
import type { CallbackRouter } from "./callback-router.ts";
import { clickToken } from "./click-token.ts";
import { isClickType } from "./click-types.ts";

/** Clicks whose second callback may still come. */
const MOST_CLICKS = 1_000;

interface First {
  readonly eventType: string;
  readonly answer: Answer | Promise<Answer>;
}

/**
 * An app that subscribes both generations of the card callback gets one click twice, under two event ids and with one
 * click token: whichever comes second gets the first one's answer, and nothing is done for it. What this has forgotten,
 * after a restart say, the database refuses: the one who clicked has voted already, and of clicks that are kept the
 * key is the click's (`clickKey`).
 */
export function mergeGenerations(router: CallbackRouter): CallbackRouter {
  const firsts = new Map<string, First>();
  return {
    registered: router.registered,
    dispatch(event) {
      const token = isClickType(event.eventType) ? clickToken(event) : undefined;
      if (token === undefined) return router.dispatch(event);
      const first = firsts.get(token);
      // Within one generation two callbacks are two clicks, or a repeat that is known by its event id.
      if (first !== undefined && first.eventType !== event.eventType) return first.answer;
      const answer = router.dispatch(event);
      firsts.set(token, { eventType: event.eventType, answer });
      const [oldest] = firsts.keys();
      if (firsts.size > MOST_CLICKS && oldest !== undefined) firsts.delete(oldest);
      return answer;
    },
  };
}
