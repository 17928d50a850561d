import type { Io } from "../io.ts";
import { paint } from "../paint.ts";
import type { Cast } from "./first-request.ts";
import type { DevWorld } from "./start-dev-world.ts";

/** What to open, what to copy, and what to try next. */
export function welcome(
  { sandbox, url, token }: DevWorld,
  { group, approvers, onlooker }: Cast,
  { stdout, self }: Io,
): string {
  const bold = (text: string): string => paint(stdout, "bold", text);
  const names = approvers.map(({ name }) => name).join(" or ");
  const [approver] = approvers;
  const body = JSON.stringify({
    title: "Try it",
    to: [{ chat_id: group.chat_id }],
    approvers: "anyone",
  });
  return `
${bold("The phone")}  ${bold(sandbox.url)}
           Open it and press Approve as ${names}; ${onlooker.name} sees the card and may not.
${bold("The API")}    ${url}
           Its documentation is at ${url}/docs.
${bold("A token")}    ${token}

${bold("Ask for the next one from another terminal, and wait for the answer:")}

  export COUNTERSIGN_URL=${url} COUNTERSIGN_TOKEN=${token}
  ${self} request create --title "Ship it" --to ${group.chat_id} --approver ${approver.open_id} --wait

${bold("Or without countersign:")}

  curl ${url}/v1/approvals -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\
    -d '${body}'

Everything is on this machine and is thrown away at the end: Ctrl-C.

`;
}
