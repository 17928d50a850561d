import { type Static, t } from "elysia";

import { CreateApproval } from "./approval-schema.ts";
import { count } from "./count.ts";
import { Recipient, To } from "./people-schema.ts";
import { Time } from "./time.ts";

const Json = t.Record(t.String(), t.Unknown());
const Card = t.Record(t.String(), t.Unknown(), {
  description: "Of JSON 1.0 or 2.0, or { type: template, data: { template_id, … } }; at most 30 KB",
});

const Toast = t.Object(
  {
    type: t.Union([t.Literal("info"), t.Literal("success"), t.Literal("error"), t.Literal("warning")]),
    content: t.String({ minLength: 1, maxLength: 500 }),
    i18n: t.Optional(t.Record(t.String(), t.String())),
  },
  { additionalProperties: false },
);

const Then = t.Object(
  {
    replace: t.Optional(Json),
    element_id: t.Optional(t.String({ description: "Of what is replaced; else the block pressed in" })),
    card: t.Optional(Card),
    disable: t.Optional(t.Literal(true)),
  },
  { additionalProperties: false, description: "One of replace, card and disable" },
);

const Decide = t.Object(
  {
    approval: t.String({ minLength: 1, maxLength: 128, description: "apr_…" }),
    verdict: t.Union([t.Literal("approve"), t.Literal("reject")]),
  },
  { additionalProperties: false },
);

const Action = t.Object(
  {
    match: t.Record(t.String(), t.Unknown(), { description: "Part of the button's value" }),
    forward: t.Optional(t.String({ maxLength: 2_000, description: "A service that is called" })),
    handler: t.Optional(t.String({ minLength: 1, maxLength: 200, description: "A handler by its name" })),
    decide: t.Optional(Decide),
    approval: t.Optional(CreateApproval),
    // oxlint-disable-next-line unicorn/no-thenable -- the API's own word, and never a function
    then: t.Optional(Then),
    toast: t.Optional(Toast),
    update: t.Optional(
      t.Union([t.Literal("auto"), t.Literal("answer"), t.Literal("message"), t.Literal("token")], {
        description: "How the change reaches the clicked message. Default auto",
      }),
    ),
  },
  { additionalProperties: false, description: "At most one of forward, handler, decide and approval" },
);
export type ActionBody = Static<typeof Action>;

/** The body of `POST /v1/cards`. */
export const CreateCard = t.Object(
  {
    to: To,
    card: Card,
    actions: t.Optional(t.Array(Action, { description: "The first that matches has the click" })),
  },
  { additionalProperties: false },
);
export type CreateCard = Static<typeof CreateCard>;

export const ReplaceCard = t.Object({ card: Card }, { additionalProperties: false });

export const CardView = t.Object({
  id: t.String({ description: "pst_…" }),
  cards: t.Array(
    t.Object({
      to: t.Union([Recipient, t.Null()]),
      message_id: t.Union([t.String(), t.Null()]),
      state: t.Union([t.Literal("queued"), t.Literal("sent"), t.Literal("failed")]),
      error: t.Union([t.String(), t.Null()]),
    }),
  ),
  card: Card,
  actions: t.Array(Json, { description: "As they were given" }),
  revision: count(),
  created_at: Time,
});
export type CardView = Static<typeof CardView>;

export const CardQuery = t.Object({
  limit: t.Optional(count({ title: "limit", minimum: 1, maximum: 100, description: "Default 20" })),
  cursor: t.Optional(t.String({ maxLength: 64, description: "next_cursor of the page before" })),
});
