import { Command } from "@commander-js/extra-typings";

import { auditCommands } from "./audit/audit-commands.ts";
import { backupCommand } from "./backup/backup-command.ts";
import { cardCommands } from "./card/card-commands.ts";
import { configCommands } from "./config/config-commands.ts";
import { decideCommand } from "./decide/decide-command.ts";
import { delegationsCommands } from "./delegations/delegations-commands.ts";
import { devCommand } from "./dev/dev-command.ts";
import { doctorCommand } from "./doctor/doctor-command.ts";
import { type End, explainExitCodes } from "./exit-codes.ts";
import { handlerHostCommand } from "./handlers/handler-host-command.ts";
import { handlersCommands } from "./handlers/handlers-commands.ts";
import { initCommand } from "./init/init-command.ts";
import type { Io, Output } from "./io.ts";
import { keysCommands } from "./keys/keys-commands.ts";
import { metricsCommands } from "./metrics/metrics-commands.ts";
import { paint } from "./paint.ts";
import { receiptCommands } from "./receipt/receipt-commands.ts";
import { requestCommands } from "./request/request-commands.ts";
import { restoreCommand } from "./restore/restore-command.ts";
import { serveCommand } from "./serve-command.ts";
import { serviceCommands } from "./service/service-commands.ts";
import { signaturesCommands } from "./signatures/signatures-commands.ts";
import { tokensCommands } from "./tokens/tokens-commands.ts";
import { upgradeCommand } from "./upgrade/upgrade-command.ts";
import { describeVersion, versionCommand } from "./version-command.ts";
import { webhooksCommands } from "./webhooks/webhooks-commands.ts";

/** The table of commands. Each brings its heavy rooms with it only when it runs. */
export function createProgram(io: Io, end: End): Command {
  const program = new Command("countersign")
    .description("Approvals for Lark and Feishu: a program asks, people answer on a card in their chat.")
    .version(describeVersion(), "-V, --version", "Print the version")
    .helpOption("-h, --help", "Print help")
    .exitOverride()
    .configureOutput(outputs(io))
    .configureHelp({ styleTitle: (title) => paint({ hasColors: true }, "bold", title) })
    .showHelpAfterError("  --help says what there is")
    .addHelpText("after", () => `\n${explainExitCodes()}\n\n${firstSteps(io)}`);
  program.commandsGroup("Run it:");
  initCommand(program, io, end);
  serveCommand(program, io, end);
  devCommand(program, io, end);
  serviceCommands(program, io, end);
  program.commandsGroup("Ask people:");
  requestCommands(program, io, end);
  decideCommand(program, io, end);
  delegationsCommands(program, io, end);
  signaturesCommands(program, io, end);
  receiptCommands(program, io, end);
  cardCommands(program, io, end);
  program.commandsGroup("Look after it:");
  doctorCommand(program, io, end);
  tokensCommands(program, io, end);
  keysCommands(program, io, end);
  webhooksCommands(program, io, end);
  handlersCommands(program, io, end);
  auditCommands(program, io, end);
  backupCommand(program, io, end);
  restoreCommand(program, io, end);
  upgradeCommand(program, io, end);
  configCommands(program, io, end);
  metricsCommands(program, io, end);
  versionCommand(program, io, end);
  handlerHostCommand(program, end);
  program.helpCommand("help [command]", "Print help for a command");
  return program;
}

function outputs({ stdout, stderr }: Io) {
  return {
    writeOut: stdout.write,
    writeErr: stderr.write,
    outputError: (text: string, write: (text: string) => void) =>
      write(text.replace(/^error: /, "countersign: ")),
    getOutHelpWidth: () => width(stdout),
    getErrHelpWidth: () => width(stderr),
    getOutHasColors: () => stdout.hasColors,
    getErrHasColors: () => stderr.hasColors,
  };
}

/** Long lines are hard to read, however wide the terminal. */
function width({ columns = 100 }: Output): number {
  return Math.min(columns, 110);
}

function firstSteps({ self }: Io): string {
  return `First steps:
  ${self} dev           the whole loop on this machine, with no account and no settings
  ${self} init          the real thing: an app, its settings, and a first card
  ${self} serve --help  the settings of a real server`;
}
