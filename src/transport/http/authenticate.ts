import { Elysia } from "elysia";

import type { Bearer, Scope } from "../../api-token.ts";
import { ApiError } from "./api-error.ts";
import { requestIdOf } from "./error-responses.ts";

/**
 * Whose request it is and what they may do, or undefined when nothing proves it. Throws ApiError `rate_limited` where too
 * many of that client's proved nothing, and `forwarded` where a proxy stands before the socket that needs no proof. The
 * request's id is for the log.
 */
export type Identify = (request: Request, requestId: string) => Bearer | undefined;

/** What a route knows of a request whose body it has not read. */
export interface Called {
  readonly request: Request;
  readonly set: { readonly headers: Readonly<Record<string, unknown>> };
}

/**
 * Lets only bearers of a token in force to the routes that follow, which are told its id and scopes. Each route names
 * the scopes of which it takes any (`admin` opens all): `{ scope: ["requests", "read"] }`, before its body is looked at.
 */
export function authenticate(identify: Identify) {
  return new Elysia({ name: "authenticate" })
    .derive({ as: "scoped" }, (called) => ({ ...bearerOf(called, identify) }))
    .macro({
      scope: (taken: readonly Scope[]) => ({
        detail: { security: [{ token: [...taken] }] },
        // A macro does not know what the derivation above has put into the context.
        transform: (context) => requireScope((context as unknown as Bearer).scopes, taken),
      }),
    });
}

/** The same, for a route that cannot wait until its body is read, or that takes something else in a token's place. */
export function authorize(called: Called, identify: Identify, taken: readonly Scope[]): Bearer {
  const bearer = bearerOf(called, identify);
  requireScope(bearer.scopes, taken);
  return bearer;
}

/**
 * A parser that reads nothing: to be put before one that does, so that a body of which the sender may not even ask for
 * anything is not kept in memory.
 */
export function authorizeFirst(identify: Identify, taken: readonly Scope[]) {
  return (called: Called): void => void authorize(called, identify, taken);
}

/** Throws ApiError `unauthenticated`. */
function bearerOf({ request, set }: Called, identify: Identify): Bearer {
  const bearer = identify(request, requestIdOf(set));
  if (bearer === undefined)
    throw new ApiError("unauthenticated", "send Authorization: Bearer with a token in force");
  return bearer;
}

/** The token that a request bears, or undefined. */
export function tokenOf({ headers }: Request): string | undefined {
  const [scheme, token] = (headers.get("authorization") ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" && token ? token : undefined;
}

/** Throws ApiError `forbidden`, naming what is missing, unless one of the scopes is among those that are taken. */
function requireScope(scopes: readonly Scope[], taken: readonly Scope[]): void {
  if (scopes.includes("admin") || taken.some((scope) => scopes.includes(scope))) return;
  throw new ApiError("forbidden", `this takes a token with the scope ${taken.join(" or ")}`);
}
