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
  /** What it can do its work without, or will not be able to do it with for long: told, and no reason not to be ready. */
  readonly warnings?: readonly Check[] | undefined;
  readonly registeredHandlers: readonly string[];
  readonly version: string;
}

/** `/livez` and `/healthz`: the process answers. `/readyz`: it can do its work. `/health`: the same, with what is registered. */
export function healthRoutes({ checks, warnings = [], registeredHandlers, version }: HealthRoutesOptions) {
  return new Elysia({ normalize: false, detail: { tags: ["health"], security: [] } })
    .get("/livez", () => ({ status: "ok" }), { detail: { summary: "Whether the process answers" } })
    .get("/healthz", () => ({ status: "ok" }), { detail: { summary: "The same" } })
    .get(
      "/readyz",
      ({ query }) => {
        const found = ask(checks);
        const fault = sayBad(found);
        if (fault !== undefined) throw new ApiError("not_ready", fault);
        const told = ask(warnings);
        const warning = sayBad(told);
        const state = warning === undefined ? { status: "ok" } : { status: "degraded", message: warning };
        return query.verbose === undefined ? state : { ...state, checks: [...found, ...told] };
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

interface Found {
  readonly name: string;
  readonly fault: string | null;
}

function ask(checks: readonly Check[]): readonly Found[] {
  return checks.map(({ name, fault }) => ({ name, fault: fault() ?? null }));
}

function sayBad(found: readonly Found[]): string | undefined {
  const bad = found.filter(({ fault }) => fault !== null);
  return bad.length === 0 ? undefined : bad.map(({ name, fault }) => `${name}: ${fault}`).join("; ");
}
