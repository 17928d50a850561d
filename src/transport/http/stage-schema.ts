import { type Static, t } from "elysia";

import { count } from "./count.ts";
import { Approver, Approvers, To } from "./people-schema.ts";

const Votes = count({ minimum: 1, maximum: 1000, description: "So many people must say it" });

export const Policy = t.Object(
  { approve: t.Optional(Votes), reject: t.Optional(Votes) },
  { additionalProperties: false },
);
export const Escalate = t.Object(
  {
    after: t.Number({ description: "Seconds from the stage's start" }),
    to: To,
    approvers: t.Array(Approver),
  },
  { additionalProperties: false, description: "Further approvers after a time" },
);
export const StageBody = t.Object(
  { to: To, approvers: Approvers, policy: t.Optional(Policy), escalate: t.Optional(Escalate) },
  { additionalProperties: false },
);
export type CreateStage = Static<typeof StageBody>;
