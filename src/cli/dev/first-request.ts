import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { SandboxChat, SandboxPerson } from "../../sandbox/view.ts";

/** Who is in the first request: two who may answer, one who sees the card and may not. */
export interface Cast {
  readonly group: SandboxChat;
  readonly approvers: readonly [SandboxPerson, ...SandboxPerson[]];
  readonly onlooker: SandboxPerson;
}

/** Chosen from the sandbox's first group: everybody in it but the last may answer. */
export function chooseCast(sandbox: Sandbox): Cast {
  const { chats, people } = sandbox.view();
  const [group] = chats;
  const members = people.filter(({ open_id }) => group?.members.includes(open_id));
  const onlooker = members.at(-1);
  const [first, ...others] = members.slice(0, -1);
  if (group === undefined || onlooker === undefined || first === undefined) {
    throw new TypeError("the sandbox needs a group of at least two people");
  }
  return { group, approvers: [first, ...others], onlooker };
}

/** The body of a request that looks like one of a release. */
export function firstRequest({ group, approvers }: Cast): object {
  return {
    title: "Release 2.4 to production",
    summary: "Twelve changes since 2.3; **the migration takes about a minute**.",
    fields: [
      { label: "Commit", value: "4f2a91c" },
      { label: "Tests", value: "1,204 passed" },
    ],
    to: [{ chat_id: group.chat_id }],
    approvers: approvers.map(({ open_id }) => ({ open_id })),
    requested_by: { name: "CI" },
    expires_in: 86_400,
  };
}
