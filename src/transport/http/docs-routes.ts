import { openapi } from "@elysiajs/openapi";
import { Elysia } from "elysia";
import viewer from "rapidoc/dist/rapidoc-min.js" with { type: "file" };

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; " +
  "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>countersign API</title>
<script type="module" src="/docs/viewer.js"></script>
</head>
<body>
<rapi-doc spec-url="/openapi.json" heading-text="countersign" theme="light" render-style="read" show-header="false"
  primary-color="#1456f0" load-fonts="false" allow-spec-url-load="false" allow-spec-file-load="false"
  schema-description-expanded="true" regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace"></rapi-doc>
</body>
</html>
`;

const SCOPES =
  "A token has scopes: `requests` (ask, show, wait, list, cancel), `read`, `use` (images of signatures in force) and " +
  "`admin` (everything). Each route names those of which it takes any; a token without them is answered 403 `forbidden`.";

/** The OpenAPI 3.1 document of this very server, and a page to read it with: all from the binary. */
export function docsRoutes(version: string) {
  return new Elysia({ normalize: false })
    .use(
      openapi({
        provider: null,
        path: "/docs",
        specPath: "/openapi.json",
        exclude: { paths: ["/docs/viewer.js", "/docs"] },
        documentation: {
          info: {
            title: "countersign",
            version,
            description:
              "Approvals for Lark and Feishu. A program asks, people answer on a card in their chat.",
          },
          components: { securitySchemes: { token: { type: "http", scheme: "bearer", description: SCOPES } } },
          security: [{ token: [] }],
        },
      }),
    )
    .get("/docs", () => html(PAGE), { detail: { hide: true } })
    .get(
      "/docs/viewer.js",
      () => new Response(Bun.file(viewer), { headers: { "cache-control": "max-age=86400" } }),
      {
        detail: { hide: true },
      },
    );
}

function html(page: string): Response {
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
  });
}
