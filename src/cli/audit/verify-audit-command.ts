import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";

import type { AuditRow } from "../../audit/audit-row.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { withAuditReader } from "./with-audit-reader.ts";

interface VerifyOptions extends DataDirOptions {
  readonly head?: string | undefined;
  readonly count?: number | undefined;
  readonly json?: true | undefined;
}

/** More are counted, and not shown. */
const MOST_SHOWN = 20;

/** `audit verify`: whether the log, and the approvals that it tells of, are as they were written. */
export function verifyAuditCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("verify")
    .description(
      "Check that no row of the log was altered, removed or moved, and that each approval stands as the log tells. " +
        "That its end was not cut off shows only against a head and count that were kept elsewhere",
    )
    .option("--head <hash>", "The hash that an earlier verify printed: the log must still have it", parseHash)
    .option("--count <n>", "The count that was printed with it", parseCount)
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .addOption(jsonOption())
    .action((options) => end(verify(options, io)));
}

async function verify({ head: hash, count, json, ...options }: VerifyOptions, io: Io): Promise<ExitCode> {
  const { ToldApprovals } = await import("../../audit/compare-approvals.ts");
  const { verifyAudit } = await import("../../audit/verify-audit.ts");
  const result = await withAuditReader(options, io, (reader) => {
    const told = new ToldApprovals();
    const report = verifyAudit(noting(reader.rows(), told), { hash, count });
    return { ...report, contradictions: [...told.compare(reader.approvals())] };
  });
  const wrong = [...result.faults, ...result.contradictions];
  if (json) io.stdout.write(`${JSON.stringify({ ok: wrong.length === 0, ...result }, undefined, 2)}\n`);
  else {
    for (const { message } of wrong.slice(0, MOST_SHOWN)) io.stderr.write(`countersign: ${message}\n`);
    if (wrong.length > MOST_SHOWN) io.stderr.write(`and ${wrong.length - MOST_SHOWN} more; --json has all\n`);
    io.stdout.write(`${wrong.length === 0 ? "intact" : "NOT INTACT"}: ${result.count} rows\n`);
    io.stdout.write(`--head ${result.head.hash || "none"} --count ${result.count}\n`);
  }
  return wrong.length === 0 ? EXIT.ok : EXIT.general;
}

function* noting(rows: Iterable<AuditRow>, told: { note(row: AuditRow): void }): Iterable<AuditRow> {
  for (const row of rows) {
    told.note(row);
    yield row;
  }
}

function parseHash(text: string): string {
  if (/^[\da-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError("Give the 64 hex digits that audit verify printed.");
}

function parseCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number of rows.");
}
