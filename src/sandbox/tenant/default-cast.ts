import type { SandboxChat, SandboxPerson } from "../view.ts";
import type { Department, UserGroup } from "./organisation.ts";

/** The people of a sandbox that is told of no others. */
export const DEFAULT_PEOPLE: readonly SandboxPerson[] = [
  person("ada", "Ada Lovelace", "1"),
  person("grace", "Grace Hopper", "2"),
  person("huiyin", "林徽因", "3"),
  person("alan", "Alan Turing", "4"),
];

/** One group with everybody but Alan, so that there is somebody who cannot see its cards. */
export const DEFAULT_GROUPS: readonly SandboxChat[] = [
  {
    chat_id: `oc_${"a".repeat(32)}`,
    chat_mode: "group",
    name: "Release room",
    members: openIds(0, 3),
  },
];

/** Ada is in Engineering, Grace in Platform, which is a part of it; the others are in neither. */
export const DEFAULT_DEPARTMENTS: readonly Department[] = [
  {
    open_department_id: `od-${"e".repeat(32)}`,
    department_id: "engineering",
    name: "Engineering",
    members: openIds(0, 1),
  },
  {
    open_department_id: `od-${"f".repeat(32)}`,
    department_id: "platform",
    name: "Platform",
    parent: `od-${"e".repeat(32)}`,
    members: openIds(1, 2),
  },
];

/** Ada and Grace. */
export const DEFAULT_USER_GROUPS: readonly UserGroup[] = [
  { group_id: "g-release", name: "Release managers", members: openIds(0, 2) },
];

function openIds(from: number, to: number): readonly string[] {
  return DEFAULT_PEOPLE.slice(from, to).map(({ open_id }) => open_id);
}

function person(account: string, name: string, digit: string): SandboxPerson {
  return {
    open_id: `ou_${digit.repeat(32)}`,
    user_id: account,
    union_id: `on_${digit.repeat(32)}`,
    email: `${account}@example.com`,
    name,
  };
}
