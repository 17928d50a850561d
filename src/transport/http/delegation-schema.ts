import { type Static, t } from "elysia";

import { count } from "./count.ts";
import { Person } from "./people-schema.ts";
import { Time } from "./time.ts";

export const CreateDelegation = t.Object(
  {
    from: { ...Person, description: "The approver, by the id that requests name them by" },
    to: { ...Person, description: "Needs an open_id, for that is what a click tells" },
    starts_at: t.Optional({ ...Time, description: "RFC 3339. Default now" }),
    ends_at: t.Optional(Time),
    duration: t.Optional(t.Number({ description: "Seconds from the start, in place of ends_at" })),
  },
  { additionalProperties: false },
);
export type CreateDelegation = Static<typeof CreateDelegation>;

export const DelegationView = t.Object({
  id: t.String({ description: "dlg_…" }),
  from: Person,
  to: Person,
  starts_at: Time,
  ends_at: Time,
  revoked_at: t.Union([Time, t.Null()]),
});
export type DelegationView = Static<typeof DelegationView>;

export const DelegationPage = t.Object({ data: t.Array(DelegationView) });
export const DelegationQuery = t.Object({
  limit: t.Optional(count({ title: "limit", minimum: 1, maximum: 1000, description: "Default 100" })),
});
