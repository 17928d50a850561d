import { Elysia, t } from "elysia";

import type { KeyService, KnownKey } from "../../keys/server-keys.ts";
import { authenticate, type Identify } from "./authenticate.ts";
import { ErrorView } from "./error-view.ts";
import { Time } from "./time.ts";

export interface ServerKeyRoutesOptions {
  readonly service: KeyService;
  readonly identify: Identify;
}

const Kind = t.Union([t.Literal("seal"), t.Literal("receipt"), t.Literal("link")], {
  title: "kind",
  description: "`seal`: what is secret in the database; `receipt`: receipts; `link`: links to images",
});

const ServerKeyView = t.Object({
  kind: Kind,
  id: t.String({ description: "Tells nothing of the key" }),
  since: Time,
  newest: t.Boolean({ description: "Whether it is what is used from now on" }),
  until: t.Union([Time, t.Null()], { description: "When it stopped, or will stop, to count" }),
});

/** `/v1/server-keys`: the server's own keys, and never what is secret of them. */
export function serverKeyRoutes({ service, identify }: ServerKeyRoutesOptions) {
  return new Elysia({ prefix: "/v1/server-keys", normalize: false, detail: { tags: ["keys"] } })
    .use(authenticate(identify))
    .get("", () => ({ data: service.list().map(view) }), {
      scope: ["admin"],
      response: { 200: t.Object({ data: t.Array(ServerKeyView) }), 401: ErrorView, 403: ErrorView },
      detail: { summary: "List the server's own keys, without what is secret of them" },
    })
    .post(
      "/:kind/rotate",
      async ({ params, tokenId }) => view(await service.rotate(params.kind, { kind: "token", id: tokenId })),
      {
        scope: ["admin"],
        parse: "none",
        params: t.Object({ kind: Kind }),
        response: { 200: ServerKeyView, 400: ErrorView, 401: ErrorView, 403: ErrorView, 409: ErrorView },
        detail: { summary: "Use another key from now on; what was made before still counts" },
      },
    );
}

function view({ kind, id, since, isNewest, until }: KnownKey) {
  return {
    kind,
    id,
    since: since.toISOString(),
    newest: isNewest,
    until: until?.toISOString() ?? null,
  };
}
