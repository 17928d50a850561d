import { Elysia, t } from "elysia";

import type { CallbackLine } from "./callback/callback-line.ts";
import type { Click } from "./client/click.ts";
import type { Say } from "./client/say.ts";
import type { EventFeed } from "./event-feed.ts";
import { eventStream } from "./event-stream.ts";
import type { Faults } from "./faults.ts";
import type { PushLine } from "./long-connection/push-line.ts";
import { isOwnPage } from "./own-page.ts";
import type { ShownAddons } from "./registration/read-addons.ts";
import type { SandboxScan } from "./registration/registrations.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { Images } from "./tenant/images.ts";
import type { SandboxView } from "./view.ts";

export interface ControlApiOptions {
  readonly images: Images;
  readonly feed: EventFeed;
  readonly faults: Faults;
  readonly line: CallbackLine;
  readonly push: PushLine;
  readonly click: Click;
  readonly say: Say;
  readonly scan: (scan: SandboxScan) => ShownAddons;
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
  host: t.Optional(t.Union([t.Literal("im_message"), t.Literal("im_top_notice")])),
  preview: t.Optional(t.Object({ url: t.String(), preview_token: t.String() })),
  revision: t.Optional(t.Integer({ minimum: 1 })),
});

const SAYING = t.Object({
  person: t.String(),
  chat: t.Optional(t.String()),
  text: t.String({ minLength: 1 }),
});

const SCAN = t.Object({ url: t.String(), person: t.String(), refuse: t.Optional(t.Boolean()) });

const FAULT = t.Object({
  on: t.UnionEnum([
    "send",
    "patch",
    "get",
    "token",
    "image",
    "user",
    "bot",
    "scopes",
    "any",
    "callback",
    "endpoint",
    "push",
    "pong",
  ]),
  times: t.Optional(t.Integer({ minimum: 1 })),
  kind: t.Optional(t.UnionEnum(["answer", "delay", "reset", "garbage", "expired_token"])),
  status: t.Optional(t.Integer({ minimum: 200, maximum: 599 })),
  code: t.Optional(t.Integer()),
  msg: t.Optional(t.String()),
  delay_ms: t.Optional(t.Integer({ minimum: 0, maximum: 600_000 })),
  after_effect: t.Optional(t.Boolean()),
});

/** The routes that the page and tests drive the sandbox by. From a browser only the sandbox's own page may call them. */
export function controlApi({ images, feed, faults, line, push, click, say, scan, view }: ControlApiOptions) {
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
      // A stream may be silent for longer than the server lets a connection idle.
      server?.timeout(request, 0);
      return eventStream(feed);
    })
    .get("/images/:image_key", ({ params, status }) => {
      const image = images.find(params.image_key);
      if (!image) return status(404, { code: "image_not_found" });
      const headers = { "content-type": image.type, "x-content-type-options": "nosniff" };
      return new Response(image.bytes, { headers });
    })
    .post("/clicks", ({ body }) => click(body), { body: CLICK })
    .post("/messages", ({ body }) => say(body), { body: SAYING })
    .post("/scans", ({ body }) => scan(body), { body: SCAN })
    .post("/replays", () => line.replay())
    .delete("/connections", () => {
      const { connections } = push;
      push.cut();
      return { connections };
    })
    .post("/connections/silence", () => {
      push.silence();
      return { connections: push.connections };
    })
    .post("/verifications", async () => ({ verified: await line.verify() }))
    .post("/faults", ({ body }) => faults.add(body), { body: FAULT })
    .delete("/faults", () => faults.clear())
    .delete("/faults/:id", ({ params }) => faults.clear(params.id));
}
