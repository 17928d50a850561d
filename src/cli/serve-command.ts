import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { addSettingOptions, secretSettings, settingFlags } from "./setting-options.ts";

/** `serve`: the server, until it is told to end. */
export function serveCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("serve")
    .description("Run the server")
    .option(
      "-c, --config <file>",
      "A TOML file of settings, by the names in brackets below (COUNTERSIGN_CONFIG; without it, the one that config path names)",
    )
    .addHelpText(
      "after",
      () => `\n${explainSecrets()}\n\nA flag goes over the environment, and that over the file.`,
    );
  addSettingOptions(command, io);
  command.action(({ config: file, ...options }) => end(serve(file, settingFlags(options), io)));
}

function explainSecrets(): string {
  const lines = secretSettings().map((name) => `  ${name}`);
  return `Secrets are no flags, where every user of the machine could read them. They are read from the environment, or
from the file that the same name with _FILE says:\n${lines.join("\n")}`;
}

async function serve(
  file: string | undefined,
  flags: Readonly<Partial<Record<string, string>>>,
  io: Io,
): Promise<ExitCode> {
  const { readServeConfig } = await import("./serve/read-serve-config.ts");
  const { runServer } = await import("./serve/run-server.ts");
  const { readConfig } = await import("../config/config.ts");
  const sources = { flags, env: io.env, file, uid: io.uid };
  const settings = readServeConfig(sources, io);
  if (settings === undefined) return EXIT.usage;
  return runServer(settings, () => readConfig(sources), io);
}
