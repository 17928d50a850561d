import { type Bearer, hashToken, SCOPES } from "../api-token.ts";
import type { TokenStore } from "../storage/sqlite/token-store.ts";
import { passedOn, tooManyRefused } from "../transport/http/api-error.ts";
import type { Arrivals } from "../transport/http/arrivals.ts";
import { type Identify, tokenOf } from "../transport/http/authenticate.ts";
import { isForwarded } from "../transport/http/is-forwarded.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import type { NoteRefusal } from "./refusals.ts";

/**
 * Whose request it is: by its token (one that was given out, the one of the environment, or that of this server's
 * handlers), or without one, by the socket that only this server's user and root can open, unless a proxy passed it on.
 */
export function createIdentify(
  { tokenHashes }: Pick<LiveSecrets, "tokenHashes">,
  tokens: Pick<TokenStore, "find">,
  handlersToken: string,
  arrivals: Pick<Arrivals, "isOwn">,
  noteRefusal: NoteRefusal,
): Identify {
  const handlersHash = hashToken(handlersToken);
  // Compared by hash: what the comparison's time tells of a hash helps nobody to find a token.
  const find = (token: string): Bearer | undefined => {
    const hash = hashToken(token);
    if (tokenHashes().includes(hash)) return OF_ENVIRONMENT;
    return hash === handlersHash ? OF_HANDLERS : tokens.find(hash);
  };
  return (request, request_id) => {
    const token = tokenOf(request);
    if (token === undefined) return arrivals.isOwn(request) ? ofSocket(request) : undefined;
    const bearer = find(token);
    if (bearer === undefined && noteRefusal(request, { ...REFUSED, request_id })) throw tooManyRefused();
    return bearer;
  };
}

const REFUSED = { code: "unauthenticated", message: "token refused: it is none in force" };

/** COUNTERSIGN_TOKEN opens everything. */
const OF_ENVIRONMENT: Bearer = { tokenId: "tok_environment", tokenName: "administrator", scopes: SCOPES };

/** Whoever can open the socket can read the database as well. */
const OF_SOCKET: Bearer = { tokenId: "tok_socket", tokenName: "administrator", scopes: SCOPES };

/** A proxy in front of the socket would make everybody the administrator. Throws ApiError `forwarded`. */
function ofSocket(request: Request): Bearer {
  if (isForwarded(request)) throw passedOn();
  return OF_SOCKET;
}

/** Known to this process alone, and new at each start: handlers ask as any program does. */
const OF_HANDLERS: Bearer = { tokenId: "tok_handlers", tokenName: "handlers", scopes: ["requests"] };
