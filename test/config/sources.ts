import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { ConfigError } from "../../src/config/config-error.ts";
import { type Config, readConfig } from "../../src/config/config.ts";
import type { Sources } from "../../src/config/gather-settings.ts";
import { tempDir } from "../support/temp-dir.ts";

/** The least that `serve` needs. */
export const NEEDED = {
  LARK_APP_ID: "cli_a1b2",
  LARK_APP_SECRET: "s3cret-of-the-app",
  LARK_ENCRYPT_KEY: "s3cret-encrypt-key",
  LARK_VERIFICATION_TOKEN: "s3cret-verification",
};

type Given = Partial<Omit<Sources, "file">> & { readonly toml?: string };

function sources({ toml, flags = {}, env = {}, uid = 1000 }: Given): Sources {
  return { flags, env: { ...NEEDED, ...env }, uid, ...(toml !== undefined && { file: fileWith(toml) }) };
}

export function configFrom(given: Given): Config {
  return readConfig(sources(given)).config;
}

export function warningsFrom(given: Given): readonly string[] {
  return readConfig(sources(given)).warnings;
}

/** What is wrong, a line each; nothing if it is taken. */
export function mistakesIn(given: Given): readonly string[] {
  try {
    readConfig(sources(given));
    return [];
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.mistakes;
    throw fault;
  }
}

export function fileWith(text: string): string {
  const path = join(tempDir(), "countersign.toml");
  writeFileSync(path, text);
  return path;
}
