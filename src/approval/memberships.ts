import type { Membership } from "./authorize.ts";
import type { Directory } from "./directory.ts";
import type { Person } from "./person.ts";
import { type Approvers, type Group, groupKey, isGroup } from "./stage.ts";

/** What is known of one person's groups, as of one look. */
export type Memberships = (group: Group) => Membership;

export const NOT_ASKED: Memberships = () => "not_asked";

/** Asks for all the groups among the approvers at once. What cannot be found out is "unknown", and so is any other group. */
export async function askDirectory(
  directory: Directory,
  approvers: Approvers,
  person: Person,
): Promise<Memberships> {
  const groups = approvers === "anyone" ? [] : approvers.filter(isGroup);
  const found = await Promise.all(
    groups.map(
      async (group) => [groupKey(group), (await directory.isMember(group, person)) ?? "unknown"] as const,
    ),
  );
  const byKey = new Map<string, Membership>(found);
  return (group) => byKey.get(groupKey(group)) ?? "unknown";
}
