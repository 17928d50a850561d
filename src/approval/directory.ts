import type { Person } from "./person.ts";
import type { Group } from "./stage.ts";

/** Who belongs to what, as the platform says. */
export interface Directory {
  /** Undefined when it cannot be found out in time. Never rejects. */
  isMember(group: Group, person: Person): Promise<boolean | undefined>;
}
