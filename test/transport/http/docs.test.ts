import { describe, expect, test } from "bun:test";

import { call } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

interface Document {
  readonly openapi: string;
  readonly info: Readonly<Record<string, string>>;
  readonly security: unknown;
  readonly components: { readonly securitySchemes: unknown };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly security?: unknown;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses?: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

async function readDocument(): Promise<Document> {
  const { body } = await call(testApp().app, "/openapi.json");
  return body as Document;
}

describe("/openapi.json", () => {
  test("is OpenAPI 3.1 of this version, and says that it takes a bearer's token", async () => {
    const { openapi, info, security, components } = await readDocument();
    expect(openapi).toStartWith("3.1.");
    expect(info).toMatchObject({ title: "countersign", version: "0.0.0" });
    expect(components.securitySchemes).toMatchObject({ token: { type: "http", scheme: "bearer" } });
    expect(security).toEqual([{ token: [] }]);
  });

  test("lists every route that there is, and no other", async () => {
    const { paths } = await readDocument();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = testApp().app.routes.map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`,
    );
    const told = routes.filter((route) => !/ \/(docs|openapi\.json)/.test(route));
    expect(operations.toSorted()).toEqual(told.toSorted());
  });

  test("asks for a token where one is needed, and nowhere else", async () => {
    for (const [path, methods] of Object.entries((await readDocument()).paths)) {
      for (const { security } of Object.values(methods)) {
        const isOpen = Array.isArray(security) && security.length === 0;
        expect([path, isOpen]).toEqual([path, !path.startsWith("/v1/") || path === "/v1/keys"]);
      }
    }
  });

  test("says what a request for an approval holds, and what it is answered", async () => {
    const create = (await readDocument()).paths["/v1/approvals"]?.["post"];
    const { required, properties = {} } = create?.requestBody?.content["application/json"]?.schema ?? {};
    expect(required).toEqual(["title"]);
    for (const name of [
      "to",
      "approvers",
      "stages",
      "summary",
      "policy",
      "requested_by",
      "expires_in",
      "risk",
      "metadata",
    ]) {
      expect(Object.keys(properties)).toContain(name);
    }
    expect(Object.keys(create?.responses ?? {})).toEqual(["201", "400", "401", "403", "404", "409"]);
  });

  test("holds no default that nobody asked for", async () => {
    const { body } = await call(testApp().app, "/openapi.json");
    expect(JSON.stringify(body)).not.toContain('"default"');
  });
});

describe("/docs", () => {
  test("is a page that loads nothing from anywhere else", async () => {
    const { status, body, headers } = await call(testApp().app, "/docs");
    const page = String(body);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page).not.toMatch(/(https?:)?\/\/[a-z]/i);
    const loaded = [...page.matchAll(/\b(?:src|href|spec-url)="([^"]*)"/g)].map(([, url]) => url);
    expect(loaded).toEqual(["/docs/viewer.js", "/openapi.json"]);
    expect(page).toContain('load-fonts="false"');
  });

  test("could not if it wanted to: its policy allows its own scripts and requests, and nothing else", async () => {
    const { headers } = await call(testApp().app, "/docs");
    const policy = new Map(
      headers
        .get("content-security-policy")
        ?.split(";")
        .map((rule) => rule.trim().split(" "))
        .map(([name = "", ...from]) => [name, from.join(" ")]),
    );
    expect(policy.get("default-src")).toBe("'none'");
    expect([policy.get("script-src"), policy.get("connect-src")]).toEqual(["'self'", "'self'"]);
    for (const [name, from] of policy)
      expect([name, from]).toEqual([name, expect.not.stringMatching(/\*|http|unsafe-eval/)]);
    expect(policy.get("script-src")).not.toContain("unsafe-inline");
  });

  test("brings its viewer along", async () => {
    const { app } = testApp();
    const { status, body, headers } = await call(app, "/docs/viewer.js");
    expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining("javascript")]);
    expect(String(body)).toContain("rapi-doc");
  });
});
