import type { Command } from "@commander-js/extra-typings";

import type { Sources } from "../../config/gather-settings.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, jsonOption } from "../options.ts";
import { addSettingOptions, settingFlags } from "../setting-options.ts";
import { type DescribedSetting, describeSettings } from "./describe-settings.ts";

/** `config print`: every setting with its value; of secrets, only whether they are set. */
export function printConfigCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("print")
    .description("Print every setting; of a secret, only whether it is set")
    .addOption(configOption())
    .option("--origin", "Say where each came from: flag, environment, credential, file or default")
    .addOption(jsonOption());
  addSettingOptions(command, io);
  command.action(({ config: file, origin = false, json = false, ...options }) =>
    end(print({ flags: settingFlags(options), env: io.env, file, uid: io.uid }, { origin, json }, io)),
  );
}

function print(
  sources: Sources,
  { origin, json }: { readonly origin: boolean; readonly json: boolean },
  { stdout, stderr }: Io,
): ExitCode {
  const { settings, mistakes, warnings } = describeSettings(sources);
  const shown = json ? `${JSON.stringify(settings, undefined, 2)}\n` : draw(settings, origin);
  stdout.write(shown);
  for (const mistake of mistakes) stderr.write(`countersign: ${mistake}\n`);
  for (const warning of warnings) stderr.write(`countersign: warning: ${warning}\n`);
  return mistakes.length === 0 ? EXIT.ok : EXIT.usage;
}

function draw(settings: readonly DescribedSetting[], withOrigin: boolean): string {
  const rows = settings.map((setting) => {
    const row = [setting.name, setting.value ?? "-"];
    return withOrigin ? [...row, whence(setting)] : row;
  });
  return drawTable(withOrigin ? ["SETTING", "VALUE", "FROM"] : ["SETTING", "VALUE"], rows);
}

function whence({ origin, path }: DescribedSetting): string {
  return path === undefined ? origin : `${origin} ${path}`;
}
