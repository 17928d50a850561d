import { type Static, t } from "elysia";

// Not `t.UnionEnum` for what is one of a few: it makes the first of them a default that nobody asked for. Nor
// `t.Integer` for what is counted: it takes a text as well, and documents 0 as its default.

const count = (options: Parameters<typeof t.Number>[0] = {}) => t.Number({ multipleOf: 1, ...options });
const id = (what: string) => t.String({ minLength: 1, maxLength: 128, description: what });

const PersonIds = {
  open_id: t.Optional(id("The person's id in this app, ou_…")),
  user_id: t.Optional(id("The person's id in this tenant")),
  union_id: t.Optional(id("The person's id for all apps of one developer, on_…")),
};
const NAME = t.Optional(t.String({ maxLength: 200, description: "Shown where no id is known" }));
const Person = t.Object({ ...PersonIds, name: NAME }, { additionalProperties: false });
const Recipient = t.Object(
  { ...PersonIds, chat_id: t.Optional(id("oc_…")), email: t.Optional(id("Of somebody in the tenant")) },
  { additionalProperties: false, description: "Exactly one of the ids" },
);
const Votes = count({ minimum: 1, maximum: 1000, description: "So many people must say it" });

/** The body of `POST /v1/approvals`. How many, and who with whom, is the domain's to check. */
export const CreateApproval = t.Object(
  {
    title: t.String({ minLength: 1, maxLength: 500 }),
    summary: t.Optional(t.String({ maxLength: 20_000, description: "Markdown, without mentions" })),
    fields: t.Optional(
      t.Array(
        t.Object(
          { label: t.String({ minLength: 1, maxLength: 200 }), value: t.String({ maxLength: 4_000 }) },
          { additionalProperties: false },
        ),
        { description: "At most 50" },
      ),
    ),
    to: t.Array(Recipient, { description: "Where a card goes; at least one" }),
    approvers: t.Union([t.Array(Person), t.Literal("anyone")], {
      description: 'A list of people who may answer, or "anyone" for whoever sees a card',
    }),
    policy: t.Optional(
      t.Object({ approve: t.Optional(Votes), reject: t.Optional(Votes) }, { additionalProperties: false }),
    ),
    requested_by: t.Optional(Person),
    allow_self_approval: t.Optional(
      t.Boolean({ description: "Whether the requester may answer. Default false" }),
    ),
    expires_in: t.Optional(
      t.Number({ description: "Seconds. Default 7 days, at most 14 days less an hour" }),
    ),
    reason: t.Optional(t.Literal("off")),
    risk: t.Optional(t.Union([t.Literal("low"), t.Literal("normal"), t.Literal("high")])),
    metadata: t.Optional(
      t.Record(t.String(), t.Unknown(), { description: "Kept and given back as it came" }),
    ),
  },
  { additionalProperties: false },
);
export type CreateApproval = Static<typeof CreateApproval>;

const Status = t.Union([
  t.Literal("pending"),
  t.Literal("approved"),
  t.Literal("rejected"),
  t.Literal("expired"),
  t.Literal("cancelled"),
]);
const Time = t.String({ format: "date-time", description: "RFC 3339 in UTC" });

export const ApprovalView = t.Object({
  id: t.String({ description: "apr_…" }),
  status: Status,
  title: t.String(),
  summary: t.Optional(t.String()),
  fields: t.Array(t.Object({ label: t.String(), value: t.String() })),
  to: t.Array(Recipient),
  approvers: t.Union([t.Array(Person), t.Literal("anyone")]),
  policy: t.Object({ approve: count(), reject: count() }),
  requested_by: t.Optional(Person),
  allow_self_approval: t.Boolean(),
  reason: t.String(),
  risk: t.String(),
  metadata: t.Record(t.String(), t.Unknown()),
  cards: t.Array(
    t.Object({
      to: Recipient,
      message_id: t.Union([t.String(), t.Null()]),
      state: t.Union([t.Literal("queued"), t.Literal("sent"), t.Literal("failed")]),
      error: t.Union([t.String(), t.Null()]),
    }),
  ),
  decisions: t.Array(
    t.Object({
      verdict: t.Union([t.Literal("approve"), t.Literal("reject")]),
      by: Person,
      at: Time,
      reason: t.Union([t.String(), t.Null()]),
    }),
  ),
  created_at: Time,
  expires_at: Time,
  decided_at: t.Union([Time, t.Null()]),
});

export type ApprovalView = Static<typeof ApprovalView>;

export const ListQuery = t.Object({
  status: t.Optional(Status),
  limit: t.Optional(count({ title: "limit", minimum: 1, maximum: 100, description: "Default 20" })),
  cursor: t.Optional(t.String({ maxLength: 64, description: "next_cursor of the page before" })),
});

export const WaitQuery = t.Object({
  wait: t.Optional(
    t.Number({ title: "wait", minimum: 0, maximum: 30, description: "Seconds to wait for it to end" }),
  ),
});

export const ErrorView = t.Object({
  code: t.String({ description: "Literal and stable" }),
  message: t.String(),
  request_id: t.String(),
});

export const HistoryView = t.Object({
  data: t.Array(
    t.Object({
      seq: count(),
      at: Time,
      type: t.String(),
      actor: t.Object({ kind: t.String(), id: t.Optional(t.String()), open_id: t.Optional(t.String()) }),
      details: t.Record(t.String(), t.Unknown()),
    }),
  ),
});
export type HistoryView = Static<typeof HistoryView>;
