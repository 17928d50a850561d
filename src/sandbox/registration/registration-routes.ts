import { Elysia } from "elysia";

import type { Registrations } from "./registrations.ts";

/**
 * `POST /oauth/v1/app/registration`, a form whose `action` is `begin` or `poll`. What is refused or has to be waited for
 * comes with 400, as RFC 8628 has it. Source: the official Node SDK 1.74.0, `registerApp`.
 */
export function registrationRoutes(registrations: Registrations) {
  return new Elysia({ normalize: false }).post(
    "/oauth/v1/app/registration",
    async ({ request }) => {
      const form = new URLSearchParams(await request.text());
      const answer = answerTo(form, registrations, new URL(request.url).origin);
      return Response.json(answer, { status: "error" in answer ? 400 : 200 });
    },
    { parse: "none" },
  );
}

function answerTo(form: URLSearchParams, registrations: Registrations, origin: string): object {
  const given = (name: string): string => form.get(name) ?? "";
  if (given("action") === "poll") return registrations.poll(given("device_code"));
  if (given("action") !== "begin") return refused("the action is neither begin nor poll");
  if (given("archetype") !== "PersonalAgent") return refused("no such archetype");
  if (given("auth_method") !== "client_secret") return refused("no such auth_method here");
  return registrations.begin(origin, given("request_user_info"));
}

function refused(error_description: string): object {
  return { error: "invalid_request", error_description };
}
