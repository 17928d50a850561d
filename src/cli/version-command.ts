import { Database } from "bun:sqlite";

import type { Command } from "@commander-js/extra-typings";

import { VERSION } from "../version.ts";
import { type End, EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { jsonOption } from "./options.ts";

/** `version`: which countersign this is, and what is in it. */
export function versionCommand(parent: Command, { stdout }: Io, end: End): void {
  parent
    .command("version")
    .description("Print the version, and those of the runtime and the database in it")
    .addOption(jsonOption())
    .action(({ json }) => end(printVersion(json, stdout)));
}

async function printVersion(json: true | undefined, stdout: Io["stdout"]): Promise<ExitCode> {
  const { SCHEMA } = await import("../storage/sqlite/migrate.ts");
  const text = json ? JSON.stringify({ ...versions(), schema: SCHEMA }, undefined, 2) : describeVersion();
  stdout.write(`${text}\n`);
  return EXIT.ok;
}

/** One line such as `countersign 0.1.0 (bun 1.4.5, sqlite 3.51.3)`. */
export function describeVersion(): string {
  const { version, bun, sqlite } = versions();
  return `countersign ${version} (bun ${bun}, sqlite ${sqlite})`;
}

function versions() {
  return { version: VERSION, bun: Bun.version, sqlite: sqliteVersion() };
}

function sqliteVersion(): string {
  using db = new Database(":memory:");
  return db.query<{ v: string }, []>("select sqlite_version() v").get()?.v ?? "unknown";
}
