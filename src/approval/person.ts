/**
 * A person under the ids that Lark gives out: `open_id` is the app's own, `union_id` is shared by one developer's
 * apps, `user_id` is the tenant's. A callback always carries `open_id`; the other two depend on the app's scopes.
 */
export interface Person {
  readonly open_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly union_id?: string | undefined;
  readonly name?: string | undefined;
}

const ID_KINDS = ["open_id", "user_id", "union_id"] as const;

/** Whether both are certainly the same person: some kind of id is in both, and it is equal. */
export function samePerson(a: Person, b: Person): boolean {
  return ID_KINDS.some((kind) => a[kind] !== undefined && a[kind] === b[kind]);
}

/** Whether the two can be told apart at all: some kind of id is known of both. */
export function comparable(a: Person, b: Person): boolean {
  return ID_KINDS.some((kind) => a[kind] !== undefined && b[kind] !== undefined);
}

/** Whether any id is known; a requester may be only a name ("CI"). */
export function hasId(person: Person): boolean {
  return ID_KINDS.some((kind) => person[kind] !== undefined);
}
