import { t } from "elysia";

const id = (what: string) => t.String({ minLength: 1, maxLength: 128, description: what });

const PersonIds = {
  open_id: t.Optional(id("The person's id in this app, ou_…")),
  user_id: t.Optional(id("The person's id in this tenant")),
  union_id: t.Optional(id("The person's id for all apps of one developer, on_…")),
};
const NAME = t.Optional(t.String({ maxLength: 200, description: "Shown where no id is known" }));

export const Person = t.Object({ ...PersonIds, name: NAME }, { additionalProperties: false });

export const Recipient = t.Object(
  { ...PersonIds, chat_id: t.Optional(id("oc_…")), email: t.Optional(id("Of somebody in the tenant")) },
  { additionalProperties: false, description: "Exactly one of the ids" },
);

export const Approver = t.Object(
  {
    ...PersonIds,
    name: NAME,
    chat_id: t.Optional(id("The members of this chat")),
    department_id: t.Optional(id("The members of this department")),
    user_group_id: t.Optional(id("The members of this user group")),
  },
  { additionalProperties: false, description: "A person, or a group by one id" },
);
export const Approvers = t.Union([t.Array(Approver), t.Literal("anyone")], {
  description: 'A list of who may answer, or "anyone" for whoever sees a card',
});

export const To = t.Array(Recipient, { description: "Where a card goes; at least one" });
