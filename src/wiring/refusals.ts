import type { Config } from "../config/config.ts";
import type { Arrivals } from "../transport/http/arrivals.ts";
import { clientAddress, subscriberOf, trustIn } from "../transport/http/client-address.ts";
import { FailureLimit } from "../transport/http/failure-limit.ts";
import type { Around } from "./around.ts";

/** A request that was not proven to come from whom it says, with the reason that its sender does not learn. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  /** As the refusal itself names the request. */
  readonly request_id: string;
}

/**
 * Writes a refused request down with the client that it came from, and answers whether too many of that client's were:
 * those are not written down one by one. What is proven never comes here, and so is never held back.
 */
export type NoteRefusal = (request: Request, refusal: Refusal) => boolean;

/** Whoever has a wrong secret by mistake stays below it; whoever guesses does not. */
const LIMIT = { burst: 100, perSecond: 1, most: 10_000 };

export function createRefusals(
  { COUNTERSIGN_TRUSTED_PROXIES: proxies = [] }: Config,
  arrivals: Arrivals,
  { log }: Pick<Around, "log">,
): NoteRefusal {
  const isTrusted = trustIn(proxies);
  const limit = new FailureLimit(LIMIT);
  return (request, { code, message, request_id }) => {
    const peer = arrivals.peerOf(request);
    const client =
      peer === undefined ? undefined : clientAddress(peer, request.headers.get("x-forwarded-for"), isTrusted);
    const failure = client === undefined ? "within" : limit.note(subscriberOf(client), performance.now());
    if (failure === "beyond") return true;
    log.warn({ request_id, code, client }, message);
    if (failure === "last")
      log.warn(
        { client },
        "so many of this client's requests were refused that more of them are not written down",
      );
    return false;
  };
}
