import type { Command } from "@commander-js/extra-typings";

import { defaultSettingsFile, findSettingsFile } from "../../config/settings-file.ts";
import { type End, EXIT } from "../exit-codes.ts";
import { findDataDir } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";

/** `config path`: where settings are read from and data is kept. */
export function configPathCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("path")
    .description("Say where settings are read from and data is kept")
    .addOption(configOption())
    .addOption(dataDirOption(io))
    .addOption(jsonOption())
    .action(({ json, ...options }) => {
      const paths = {
        settings: findSettingsFile({ file: options.config, env: io.env, uid: io.uid }) ?? null,
        credentials: io.env["CREDENTIALS_DIRECTORY"] || null,
        data: findDataDir(options, io),
      };
      io.stdout.write(
        json
          ? `${JSON.stringify(paths, undefined, 2)}\n`
          : `settings     ${paths.settings ?? `the environment; there is no ${defaultSettingsFile(io) ?? "file"}`}
credentials  ${paths.credentials ?? "none: CREDENTIALS_DIRECTORY is not set"}
data         ${paths.data}\n`,
      );
      return end(EXIT.ok);
    });
}
