import { describe, expect, test } from "bun:test";

import { Elysia } from "elysia";

import { errorResponses } from "../../../src/transport/http/error-responses.ts";
import { healthRoutes } from "../../../src/transport/http/health-routes.ts";
import { call, read } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

function appWith(faults: readonly (string | undefined)[]) {
  const checks = faults.map((fault, n) => ({ name: `check ${n}`, fault: () => fault }));
  return new Elysia({ normalize: false })
    .use(errorResponses({ newRequestId: () => "req_1", onInternal: () => {} }))
    .use(healthRoutes({ checks, registeredHandlers: [], version: "0" }));
}

describe("health", () => {
  test("is asked without a token", async () => {
    const { app } = testApp();
    for (const path of ["/livez", "/healthz", "/readyz"]) {
      expect(await call(app, path)).toMatchObject({ status: 200, body: { status: "ok" } });
    }
  });

  test("lists what is registered, under the name that guides use", async () => {
    const { app } = testApp();
    expect((await call(app, "/health")).body).toEqual({
      status: "ok",
      version: "0.0.0",
      registered_handlers: ["card.action.trigger"],
    });
  });

  test("tells each check apart where it is asked to", async () => {
    const { app } = testApp();
    expect((await call(app, "/readyz?verbose")).body).toEqual({
      status: "ok",
      checks: [{ name: "database", fault: null }],
    });
  });

  test("is not ready where anything is wrong, and says what, while it lives", async () => {
    const app = appWith([undefined, "locked", "full"]);
    const ask = async (path: string) => read(await app.handle(new Request(`http://localhost${path}`)));
    for (const path of ["/readyz", "/readyz?verbose"]) {
      expect(await ask(path)).toMatchObject({
        status: 503,
        body: { code: "not_ready", message: "check 1: locked; check 2: full" },
      });
    }
    expect((await ask("/livez")).status).toBe(200);
  });

  test("is ready with what only will be a fault, or is another's, and says that it is degraded and by what", async () => {
    const warnings = [
      { name: "disk", fault: () => "1 MiB left" },
      { name: "lark", fault: () => undefined },
    ];
    const app = healthRoutes({ checks: [], warnings, registeredHandlers: [], version: "0" });
    const degraded = { status: "degraded", message: "disk: 1 MiB left" };
    expect(await read(await app.handle(new Request("http://localhost/readyz")))).toMatchObject({
      status: 200,
      body: degraded,
    });
    expect((await read(await app.handle(new Request("http://localhost/readyz?verbose")))).body).toEqual({
      ...degraded,
      checks: [
        { name: "disk", fault: "1 MiB left" },
        { name: "lark", fault: null },
      ],
    });
  });
});
