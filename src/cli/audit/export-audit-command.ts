import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

import type { AuditRow } from "../../audit/audit-row.ts";
import type { ExportFormat } from "../../audit/export-audit.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption } from "../options.ts";
import { withAuditReader } from "./with-audit-reader.ts";

interface ExportOptions extends DataDirOptions {
  readonly format: ExportFormat;
  readonly since?: Date | undefined;
}

/** `audit export`: the log for other programs, on the standard output. */
export function exportAuditCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("export")
    .description("Print the log, oldest first")
    .addOption(
      new Option("--format <format>", "A JSON object a line, or CSV for spreadsheets")
        .choices(["jsonl", "csv"])
        .default("jsonl" as const),
    )
    .option(
      "--since <time>",
      "Only what happened from then on, such as 2026-03-02 or 2026-03-02T09:00:00Z",
      parseTime,
    )
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .action((options) => end(exportLog(options, io)));
}

async function exportLog({ format, since, ...options }: ExportOptions, io: Io): Promise<ExitCode> {
  const { exportAudit } = await import("../../audit/export-audit.ts");
  await withAuditReader(options, io, (reader) => {
    for (const text of exportAudit(from(reader.rows(), since), format)) io.stdout.write(text);
  });
  return EXIT.ok;
}

/** Not from the first such row on: the clock of a server may have been put back. */
function* from(rows: Iterable<AuditRow>, since: Date | undefined): Iterable<AuditRow> {
  for (const row of rows) if (since === undefined || row.at >= since.getTime()) yield row;
}

function parseTime(text: string): Date {
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? new Date(text)
    : undefined;
  if (time !== undefined && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("Say it as 2026-03-02 (UTC) or 2026-03-02T09:00:00Z.");
}
