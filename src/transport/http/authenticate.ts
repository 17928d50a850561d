import { Elysia } from "elysia";

import type { Bearer, Scope } from "../../api-token.ts";
import { ApiError } from "./api-error.ts";

/** Whose token it is and what it may be used for, or undefined when it is none in force. */
export type Identify = (token: string) => Bearer | undefined;

/**
 * Lets only bearers of a token in force to the routes that follow, which are told its id and scopes. Each route names
 * the scopes of which it takes any (`admin` opens all): `{ scope: ["requests", "read"] }`, before its body is looked at.
 */
export function authenticate(identify: Identify) {
  return new Elysia({ name: "authenticate" })
    .derive({ as: "scoped" }, ({ request }) => ({ ...bearerOf(request, identify) }))
    .macro({
      scope: (taken: readonly Scope[]) => ({
        detail: { security: [{ token: [...taken] }] },
        // A macro does not know what the derivation above has put into the context.
        transform: (context) => requireScope((context as unknown as Bearer).scopes, taken),
      }),
    });
}

/** The same, for a route that cannot wait until its body is read, or that takes something else in a token's place. */
export function authorize(request: Request, identify: Identify, taken: readonly Scope[]): Bearer {
  const bearer = bearerOf(request, identify);
  requireScope(bearer.scopes, taken);
  return bearer;
}

/** Throws ApiError `unauthenticated`. */
function bearerOf(request: Request, identify: Identify): Bearer {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  const bearer = scheme?.toLowerCase() === "bearer" && token ? identify(token) : undefined;
  if (bearer === undefined)
    throw new ApiError("unauthenticated", "send Authorization: Bearer with a token in force");
  return bearer;
}

/** Throws ApiError `forbidden`, naming what is missing, unless one of the scopes is among those that are taken. */
function requireScope(scopes: readonly Scope[], taken: readonly Scope[]): void {
  if (scopes.includes("admin") || taken.some((scope) => scopes.includes(scope))) return;
  throw new ApiError("forbidden", `this takes a token with the scope ${taken.join(" or ")}`);
}
