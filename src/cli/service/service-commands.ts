import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { installServiceCommand } from "./install-service-command.ts";
import { printServiceCommand } from "./print-service-command.ts";
import { serviceStatusCommand } from "./service-status-command.ts";
import { uninstallServiceCommand } from "./uninstall-service-command.ts";

/** `service`: the unit that runs this program under systemd. None of it starts or stops anything. */
export function serviceCommands(parent: Command, io: Io, end: End): void {
  const service = parent.command("service").helpCommand(false).description("Run it under systemd");
  printServiceCommand(service, io, end);
  installServiceCommand(service, io, end);
  uninstallServiceCommand(service, io, end);
  serviceStatusCommand(service, io, end);
}
