import type { Delegation } from "../../approval/delegation.ts";
import type { Person } from "../../approval/person.ts";

export interface DelegationRow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly revoked_at: number | null;
}

export function toDelegation({ id, from, to, starts_at, ends_at, revoked_at }: DelegationRow): Delegation {
  return {
    id,
    from: JSON.parse(from) as Person,
    to: JSON.parse(to) as Person,
    startsAt: new Date(starts_at),
    endsAt: new Date(ends_at),
    revokedAt: revoked_at === null ? undefined : new Date(revoked_at),
  };
}
