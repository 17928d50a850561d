import { WAIT_CODES } from "./wait-command.ts";

/** How `request create` is used, for its help. */
export function createExamples(self: string): string {
  return `
Examples:
  Ask one person, in the room's chat, and go on only with a yes:
    ${self} request create --title "Release 2.4" --to oc_8a1… --approver ou_7d3… --wait && ./release.sh

  Two of three people, within an hour, with facts and a name:
    ${self} request create --title "Pay invoice 812" --to oc_8a1… --approve 2 \\
      --approver ou_7d3… --approver ou_52c… --approver user:grace \\
      --field Amount="1,200 EUR" --requested-by Accounting --expires-in 1h

  First a team, two of whom have to agree, and then the one who pays:
    ${self} request create --title "Pay invoice 813" \\
      --stage "to=oc_8a1…;approvers=chat:oc_8a1…;approve=2" --stage "to=ou_52c…;approvers=ou_52c…"

  From a program, so that a second try does not ask twice:
    jq -n '{title: "Rotate the keys", to: [{email: "ada@example.com"}], approvers: [{open_id: "ou_7d3…"}]}' |
      ${self} request create --from - --idempotency-key "$RUN_ID" --json

${WAIT_CODES}`;
}
