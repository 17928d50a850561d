import type { Directory } from "../approval/directory.ts";
import type { Person } from "../approval/person.ts";
import type { Group } from "../approval/stage.ts";
import type { DirectoryCalls, PersonId } from "./directory-calls.ts";
import { type Fact, FactCache } from "./fact-cache.ts";
import type { LarkResult } from "./lark-fault.ts";

export interface LarkDirectoryOptions {
  readonly client: DirectoryCalls;
  readonly clock: () => Date;
  /** Milliseconds for one look, 1,500 if left out: a click has three seconds for all that it needs. */
  readonly deadlineMs?: number | undefined;
  /** A look-up that threw, which it should not. */
  readonly onFault: (fault: unknown) => void;
}

/** One list of ids, and the id in it that the question is about. */
interface Question {
  readonly key: string;
  readonly id: string;
  readonly load: () => Promise<LarkResult<{ readonly ids: ReadonlySet<string> }>>;
}

/**
 * Who belongs to chats, departments and user groups, as the Open API says. Somebody found to belong is believed for a
 * minute, somebody found not to for 15 seconds. Departments count with all that are below them, as far as the app may
 * see; `department_id` is Lark's own id where it begins with `od-`, and else the one that the company gave.
 */
export function createLarkDirectory({
  client,
  clock,
  deadlineMs = 1_500,
  onFault,
}: LarkDirectoryOptions): Directory {
  const facts = new FactCache({ clock, most: MOST_FACTS });

  async function answer({ key, id, load }: Question): Promise<boolean | undefined> {
    const now = clock();
    const known = facts.find(key);
    if (known !== undefined && isFresh(known, id, now)) return known.ids.has(id);
    const { fact, startedAt } = facts.load(key, load);
    // Clicks on one approval wait for one another: those behind a slow look must not each wait as long again.
    const spentMs = Math.max(0, now.getTime() - startedAt);
    return (await inTime(fact, Math.max(0, deadlineMs - spentMs)))?.ids.has(id);
  }

  return {
    async isMember(group, person) {
      const question = questionAbout(group, person, client);
      if (question === undefined) return undefined;
      try {
        return await answer(question);
      } catch (fault) {
        onFault(fault);
        return undefined;
      }
    },
  };
}

/** A list of a chat may have some thousand ids; a person's own lists have few. */
const MOST_FACTS = 500;
const BELIEVED_MS = { member: 60_000, stranger: 15_000 } as const;

function isFresh({ ids, foundAt }: Fact, id: string, now: Date): boolean {
  const age = now.getTime() - foundAt;
  // A clock that was put back makes nothing younger.
  return age >= 0 && age < BELIEVED_MS[ids.has(id) ? "member" : "stranger"];
}

function questionAbout(group: Group, person: Person, client: DirectoryCalls): Question | undefined {
  const who = personId(person);
  if (who === undefined) return undefined;
  const { chat_id: chat, department_id: department, user_group_id: userGroup } = group;
  if (chat !== undefined) {
    return {
      key: `chat ${chat} ${who.type}`,
      id: who.id,
      load: () => client.chatMembers(chat, who.type),
    };
  }
  if (department !== undefined) {
    const type = department.startsWith("od-") ? "open_department_id" : "department_id";
    return {
      key: `departments ${type} ${who.type} ${who.id}`,
      id: department,
      load: () => client.departmentsOf(who, type),
    };
  }
  if (userGroup === undefined) return undefined;
  return { key: `groups ${who.type} ${who.id}`, id: userGroup, load: () => client.userGroupsOf(who) };
}

function personId(person: Person): PersonId | undefined {
  for (const type of ["open_id", "user_id", "union_id"] as const) {
    const id = person[type];
    if (id !== undefined) return { type, id };
  }
  return undefined;
}

/** What comes too late is not lost: it is known when the person tries again. */
function inTime<T>(fact: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  return Promise.race([fact, promise]).finally(() => clearTimeout(timer));
}
