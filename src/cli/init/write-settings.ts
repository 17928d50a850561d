import { rmSync } from "node:fs";

import { CliError } from "../cli-error.ts";
import { writeFileWhole } from "../write-file-whole.ts";
import type { SettingTexts } from "./given-settings.ts";

/** Writes the settings, whole and for their owner alone. Throws CliError `general`. */
export function writeSettings(path: string, settings: SettingTexts): void {
  explained(path, () => writeFileWhole(path, renderSettings(settings), 0o600));
}

/** Finds out whether these can be written there, and leaves nothing behind but their directory. Throws as writeSettings. */
export function tryToWrite(path: string, settings: SettingTexts): void {
  const trial = `${path}.${process.pid}.trial`;
  explained(path, () => {
    writeFileWhole(trial, renderSettings(settings), 0o600);
    rmSync(trial);
  });
}

function explained(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("general", `cannot write ${path}: ${why}`, {
      cause,
      hint: "name another file by --config, or become who may write there",
    });
  }
}

function renderSettings(settings: SettingTexts): string {
  const lines = Object.entries(settings).map(([name, text]) => `${name} = ${quote(text)}\n`);
  return `# The settings of countersign, by "countersign init". There are secrets in it: keep it at mode 0600.\n${lines.join("")}`;
}

/** A basic string of TOML is one of JSON, but that it takes no DEL. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}
