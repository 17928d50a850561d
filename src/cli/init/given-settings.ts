import { existsSync } from "node:fs";

import { gatherSettings } from "../../config/gather-settings.ts";
import { defaultSettingsFile } from "../../config/settings-file.ts";
import { type SettingName, SETTINGS } from "../../config/settings.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import type { InitOptions } from "./init-options.ts";

export type SettingTexts = Readonly<Partial<Record<SettingName, string>>>;

/** Settings that are written to the file, wherever they come from. Others are kept if they stand in it. */
const ASKED: ReadonlySet<SettingName> = new Set<SettingName>([
  "LARK_APP_ID",
  "LARK_APP_SECRET",
  "LARK_DOMAIN",
  "LARK_ENCRYPT_KEY",
  "LARK_VERIFICATION_TOKEN",
  "COUNTERSIGN_TRANSPORT",
  "COUNTERSIGN_LISTEN",
  "COUNTERSIGN_PUBLIC_URL",
  "COUNTERSIGN_TOKEN",
]);

/** The file that will be written. Throws CliError `usage` where there is none, or it is there and may not be touched. */
export function chooseFile({ config, force, qr }: InitOptions, { env, uid, self }: Io): string {
  const path = config ?? (env["COUNTERSIGN_CONFIG"] || defaultSettingsFile({ env, uid }));
  if (path === undefined) {
    throw new CliError("usage", "there is no home to put the settings in", {
      hint: "name a file by --config",
    });
  }
  if (force !== true && existsSync(path)) {
    throw new CliError("usage", `there are settings in ${path} already`, {
      hint: `${self} init ${qr === true ? "--qr " : ""}--force takes them up, and --config writes another file`,
    });
  }
  return path;
}

/**
 * What is known without asking: from flags over the environment over the file that is taken up. A new app leaves the old
 * one's credentials behind. Throws CliError `usage`.
 */
export function givenSettings(options: InitOptions, path: string, { env, uid }: Io): SettingTexts {
  const { qr, appId, force } = options;
  const { texts, origins, mistakes } = gatherSettings({
    flags: flagsOf(options),
    env: { ...env, ...secretFiles(options) },
    file: force === true && existsSync(path) ? path : null,
    uid,
  });
  const [mistake] = mistakes;
  if (mistake !== undefined) throw new CliError("usage", mistake);
  const known = [...texts].filter(([name]) => ASKED.has(name) || origins.get(name)?.kind === "file");
  for (const [name, text] of known) check(name, text);
  const given = Object.fromEntries(known) as SettingTexts;
  const { LARK_APP_ID: id, LARK_APP_SECRET: secret, ...others } = given;
  if (qr === true) return others;
  const isOldSecret = appId !== undefined && origins.get("LARK_APP_SECRET")?.kind === "file";
  return {
    ...others,
    ...(id !== undefined && { LARK_APP_ID: id }),
    ...(secret !== undefined && !isOldSecret && { LARK_APP_SECRET: secret }),
  };
}

function check(name: SettingName, text: string): void {
  try {
    SETTINGS[name].read(text);
  } catch (fault) {
    throw new CliError("usage", `${name} ${fault instanceof Error ? fault.message : "is wrong"}`);
  }
}

function flagsOf({ appId, domain, transport, listen, publicUrl }: InitOptions): Record<string, string> {
  return {
    ...(appId !== undefined && { LARK_APP_ID: appId }),
    ...(domain !== undefined && { LARK_DOMAIN: domain }),
    ...(transport !== undefined && { COUNTERSIGN_TRANSPORT: transport }),
    ...(listen !== undefined && { COUNTERSIGN_LISTEN: listen }),
    ...(publicUrl !== undefined && { COUNTERSIGN_PUBLIC_URL: publicUrl }),
  };
}

/** A file that is named by a flag goes over the same secret in the environment. */
function secretFiles(options: InitOptions): Record<string, string | undefined> {
  const files = {
    LARK_APP_SECRET: options.appSecretFile,
    LARK_ENCRYPT_KEY: options.encryptKeyFile,
    LARK_VERIFICATION_TOKEN: options.verificationTokenFile,
  };
  return Object.fromEntries(
    Object.entries(files)
      .filter(([, file]) => file !== undefined)
      .flatMap(([name, file]) => [
        [name, undefined],
        [`${name}_FILE`, file],
      ]),
  );
}
