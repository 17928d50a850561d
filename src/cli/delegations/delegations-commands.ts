import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { createDelegationCommand } from "./create-delegation-command.ts";
import { listDelegationsCommand } from "./list-delegations-command.ts";
import { revokeDelegationCommand } from "./revoke-delegation-command.ts";

/** `delegations`: who answers in whose place, on a running server. */
export function delegationsCommands(parent: Command, io: Io, end: End): void {
  const delegations = parent
    .command("delegations")
    .helpCommand(false)
    .description("Let somebody answer in an approver's place for a time, with a token of the scope admin");
  createDelegationCommand(delegations, io, end);
  listDelegationsCommand(delegations, io, end);
  revokeDelegationCommand(delegations, io, end);
}
