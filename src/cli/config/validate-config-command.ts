import type { Command } from "@commander-js/extra-typings";

import { ConfigError } from "../../config/config-error.ts";
import { readConfig } from "../../config/config.ts";
import type { Sources } from "../../config/gather-settings.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, jsonOption } from "../options.ts";
import { addSettingOptions, settingFlags } from "../setting-options.ts";

/** `config validate`: every mistake that would keep `serve` from starting, at once. */
export function validateConfigCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("validate")
    .description("Check the settings without starting anything; exit code 2 names every mistake")
    .addOption(configOption())
    .addOption(jsonOption());
  addSettingOptions(command, io);
  command.action(({ config: file, json = false, ...options }) =>
    end(validate({ flags: settingFlags(options), env: io.env, file, uid: io.uid }, json, io)),
  );
}

function validate(sources: Sources, json: boolean, { stdout, stderr }: Io): ExitCode {
  const { mistakes, warnings } = judge(sources);
  if (json) {
    stdout.write(`${JSON.stringify({ ok: mistakes.length === 0, mistakes, warnings }, undefined, 2)}\n`);
  } else {
    for (const mistake of mistakes) stderr.write(`countersign: ${mistake}\n`);
    for (const warning of warnings) stderr.write(`countersign: warning: ${warning}\n`);
    if (mistakes.length === 0) stdout.write("The settings are right.\n");
  }
  return mistakes.length === 0 ? EXIT.ok : EXIT.usage;
}

function judge(sources: Sources): {
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
} {
  try {
    return { mistakes: [], warnings: readConfig(sources).warnings };
  } catch (fault) {
    if (fault instanceof ConfigError) return { mistakes: fault.mistakes, warnings: [] };
    throw fault;
  }
}
