import { Elysia, t } from "elysia";

import { ApiError } from "./api-error.ts";

/** One thing that has to be well for this server to do its work. */
interface Check {
  readonly name: string;
  /** What is wrong, in one line without secrets, or undefined. */
  readonly fault: () => string | undefined;
}

export interface HealthRoutesOptions {
  readonly checks: readonly Check[];
  readonly registeredHandlers: readonly string[];
  readonly version: string;
}

/** `/livez` and `/healthz`: the process answers. `/readyz`: it can do its work. `/health`: the same, with what is registered. */
export function healthRoutes({ checks, registeredHandlers, version }: HealthRoutesOptions) {
  return new Elysia({ normalize: false, detail: { tags: ["health"], security: [] } })
    .get("/livez", () => ({ status: "ok" }), { detail: { summary: "Whether the process answers" } })
    .get("/healthz", () => ({ status: "ok" }), { detail: { summary: "The same" } })
    .get(
      "/readyz",
      ({ query }) => {
        const found = checks.map(({ name, fault }) => ({ name, fault: fault() ?? null }));
        const bad = found.filter(({ fault }) => fault !== null);
        const named = bad.map(({ name, fault }) => `${name}: ${fault}`).join("; ");
        if (bad.length > 0) throw new ApiError("not_ready", named);
        return query.verbose === undefined ? { status: "ok" } : { status: "ok", checks: found };
      },
      {
        query: t.Object({ verbose: t.Optional(t.String()) }),
        detail: { summary: "Whether it can do its work" },
      },
    )
    .get("/health", () => ({ status: "ok", version, registered_handlers: registeredHandlers }), {
      detail: { summary: "What is registered" },
    });
}
