import type { Person } from "./person.ts";

/** One approver's place, handed to another for a time; it covers what is pending already. */
export interface Delegation {
  readonly id: string;
  readonly from: Person;
  readonly to: Person;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly revokedAt?: Date | undefined;
}

export function inForce({ startsAt, endsAt, revokedAt }: Delegation, at: Date): boolean {
  return startsAt <= at && at < endsAt && (revokedAt === undefined || at < revokedAt);
}
