import type { SandboxChat, SandboxPerson } from "../view.ts";

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
    members: DEFAULT_PEOPLE.slice(0, 3).map(({ open_id }) => open_id),
  },
];

function person(account: string, name: string, digit: string): SandboxPerson {
  return {
    open_id: `ou_${digit.repeat(32)}`,
    user_id: account,
    union_id: `on_${digit.repeat(32)}`,
    email: `${account}@example.com`,
    name,
  };
}
