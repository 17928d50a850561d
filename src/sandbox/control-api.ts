import { Elysia, t } from "elysia";

import type { Click } from "./click.ts";
import type { EventFeed } from "./event-feed.ts";
import { eventStream } from "./event-stream.ts";
import type { Faults } from "./faults.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { Tenant } from "./tenant.ts";
import type { SandboxView } from "./view.ts";

export interface ControlApiOptions {
  readonly tenant: Tenant;
  readonly feed: EventFeed;
  readonly faults: Faults;
  readonly click: Click;
  readonly view: () => SandboxView;
}

const CLICK = t.Object({
  message_id: t.String(),
  open_id: t.String(),
  element: t.Object({ tag: t.String(), name: t.Optional(t.String()), value: t.Optional(t.Unknown()) }),
  form_value: t.Optional(t.Record(t.String(), t.Unknown())),
  input_value: t.Optional(t.String()),
  option: t.Optional(t.String()),
  options: t.Optional(t.Array(t.String())),
  checked: t.Optional(t.Boolean()),
  revision: t.Optional(t.Integer()),
});

const FAULT = t.Object({
  on: t.UnionEnum(["send", "patch", "get", "token", "image", "user", "bot", "any", "callback"]),
  times: t.Optional(t.Integer({ minimum: 1 })),
  kind: t.Optional(t.UnionEnum(["answer", "delay", "reset", "garbage", "expired_token"])),
  status: t.Optional(t.Integer({ minimum: 200, maximum: 599 })),
  code: t.Optional(t.Integer()),
  delay_ms: t.Optional(t.Integer({ minimum: 0, maximum: 600_000 })),
  after_effect: t.Optional(t.Boolean()),
});

/** The routes that the page and tests drive the sandbox by. Only the sandbox's own page may call them from a browser. */
export function controlApi({ tenant, feed, faults, click, view }: ControlApiOptions) {
  return new Elysia({ prefix: "/sandbox", normalize: false })
    .onBeforeHandle(({ request, status }) =>
      isOwnPage(request) ? undefined : status(403, { code: "foreign_origin" }),
    )
    .onError(({ error, code, status }) => {
      if (error instanceof SandboxError) return status(409, { code: error.code, message: error.message });
      return code === "VALIDATION" || code === "PARSE" ? status(400, { code: "invalid_request" }) : undefined;
    })
    .get("/state", view)
    .get("/events", ({ request, server }) => {
      server?.timeout(request, 0);
      return eventStream(feed, request.signal);
    })
    .get("/images/:image_key", ({ params }) => {
      const image = tenant.images.find(params.image_key);
      if (!image) return Response.json({ code: "image_not_found" }, { status: 404 });
      return new Response(image.bytes, {
        headers: { "content-type": image.type, "x-content-type-options": "nosniff" },
      });
    })
    .post("/clicks", ({ body }) => click(body), { body: CLICK })
    .post("/faults", ({ body }) => faults.add(body), { body: FAULT })
    .delete("/faults", ({ query }) => {
      faults.clear(query["id"]);
      return faults.list();
    });
}

/**
 * Whether the request was made to a loopback name, and, if a page made it, by a page of that same origin: neither another
 * site nor a name that was rebound to this machine may press buttons here.
 */
function isOwnPage(request: Request): boolean {
  const host = request.headers.get("host") ?? "";
  const origin = request.headers.get("origin");
  if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host)) return false;
  return origin === null || origin === `http://${host}`;
}
