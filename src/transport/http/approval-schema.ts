import { type Static, t } from "elysia";

import { count } from "./count.ts";
import { Approvers, Person, Recipient, To } from "./people-schema.ts";
import { Escalate, Policy, StageBody } from "./stage-schema.ts";
import { Time } from "./time.ts";

// Not `t.UnionEnum` for what is one of a few: it makes the first of them a default that nobody asked for.

const HourOfDay = t.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: "HH:MM" });

const Remind = t.Object(
  {
    after: t.Number({ description: "Seconds to the first one; each next one takes twice as long" }),
    by: t.Optional(t.Union([t.Literal("reply"), t.Literal("urgent")])),
  },
  { additionalProperties: false },
);
const QuietHours = t.Object(
  { from: HourOfDay, to: HourOfDay, timezone: t.String({ maxLength: 64 }) },
  { additionalProperties: false, description: "When nobody is reminded" },
);

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
    to: t.Optional(To),
    approvers: t.Optional(Approvers),
    policy: t.Optional(Policy),
    escalate: t.Optional(Escalate),
    stages: t.Optional(
      t.Array(StageBody, { description: "In place of to, approvers, policy and escalate: several in a row" }),
    ),
    requested_by: t.Optional(Person),
    allow_self_approval: t.Optional(
      t.Boolean({ description: "Whether the requester may answer. Default false" }),
    ),
    expires_in: t.Optional(
      t.Number({ description: "Seconds. Default 7 days, at most 14 days less an hour" }),
    ),
    reason: t.Optional(
      t.Union([t.Literal("off"), t.Literal("optional"), t.Literal("required")], {
        description: "Whether who rejects says why",
      }),
    ),
    comment: t.Optional(t.Boolean({ description: "Whether who approves may add a word. Default false" })),
    risk: t.Optional(t.Union([t.Literal("low"), t.Literal("normal"), t.Literal("high")])),
    remind: t.Optional(Remind),
    quiet_hours: t.Optional(QuietHours),
    supersedes: t.Optional(
      t.String({
        minLength: 1,
        maxLength: 128,
        description: "The pending approval that this one takes the place of",
      }),
    ),
    webhook_url: t.Optional(t.String({ maxLength: 2_000, description: "Told of the end" })),
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
export const ApprovalView = t.Object({
  id: t.String({ description: "apr_…" }),
  status: Status,
  title: t.String(),
  summary: t.Optional(t.String()),
  fields: t.Array(t.Object({ label: t.String(), value: t.String() })),
  to: To,
  approvers: Approvers,
  policy: Policy,
  escalate: t.Optional(Escalate),
  stages: t.Array(StageBody),
  stage: count({ description: "The open one, or the last, from 0" }),
  escalated: t.Boolean(),
  requested_by: t.Optional(Person),
  allow_self_approval: t.Boolean(),
  reason: t.String(),
  comment: t.Boolean(),
  risk: t.String(),
  remind: t.Optional(Remind),
  quiet_hours: t.Optional(QuietHours),
  webhook_url: t.Optional(t.String()),
  supersedes: t.Optional(t.String()),
  signature: t.Optional(t.Object({ id: t.String(), purpose: t.String(), validity: t.String() })),
  superseded_by: t.Union([t.String(), t.Null()]),
  metadata: t.Record(t.String(), t.Unknown()),
  cards: t.Array(
    t.Object({
      to: Recipient,
      stage: count(),
      message_id: t.Union([t.String(), t.Null()]),
      state: t.Union([t.Literal("queued"), t.Literal("sent"), t.Literal("failed")]),
      error: t.Union([t.String(), t.Null()]),
    }),
  ),
  decisions: t.Array(
    t.Object({
      verdict: t.Union([t.Literal("approve"), t.Literal("reject")]),
      stage: count(),
      by: Person,
      for: t.Optional(Person),
      break_glass: t.Optional(t.Literal(true)),
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
