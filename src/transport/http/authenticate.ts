import { Elysia } from "elysia";

import { ApiError } from "./api-error.ts";

/** The id of a bearer token in force, or undefined. */
export type Identify = (token: string) => string | undefined;

/** Lets only bearers of a token in force to the routes that follow, which are told its id. */
export function authenticate(identify: Identify) {
  return new Elysia({ name: "authenticate" }).derive({ as: "scoped" }, ({ request }) => {
    const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
    const tokenId = scheme?.toLowerCase() === "bearer" && token ? identify(token) : undefined;
    if (tokenId === undefined)
      throw new ApiError("unauthenticated", "send Authorization: Bearer with a token in force");
    return { tokenId };
  });
}
