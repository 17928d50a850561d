import { type Static, t } from "elysia";

const id = (what: string) => t.Optional(t.String({ minLength: 1, maxLength: 128, description: what }));

export const DecideBody = t.Object(
  {
    verdict: t.Union([t.Literal("approve"), t.Literal("reject")]),
    reason: t.String({ maxLength: 1_000, description: "Shown to everybody who sees the decision" }),
  },
  { additionalProperties: false },
);

export const ExplainQuery = t.Object(
  {
    as: id("Whom it is about, by open_id: ou_…"),
    open_id: id("The same"),
    user_id: id("Whom it is about, by user_id"),
    union_id: id("Whom it is about, by union_id: on_…"),
  },
  { additionalProperties: false },
);
export type ExplainQuery = Static<typeof ExplainQuery>;

export const ExplanationView = t.Object({
  allowed: t.Boolean(),
  code: t.String({ description: "Literal and stable" }),
  message: t.String({ description: "One sentence" }),
  for: t.Optional(
    t.Object(
      {
        open_id: t.Optional(t.String()),
        user_id: t.Optional(t.String()),
        union_id: t.Optional(t.String()),
        name: t.Optional(t.String()),
      },
      { description: "In whose place, if not in their own" },
    ),
  ),
});
export type ExplanationView = Static<typeof ExplanationView>;
