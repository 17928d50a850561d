import { verifyAudit } from "../../audit/verify-audit.ts";
import { openAuditReader } from "../../storage/sqlite/audit-reader.ts";
import { type Examination, examineDatabase, OFTEN } from "../../storage/sqlite/examine-database.ts";
import { StorageError } from "../../storage/sqlite/storage-error.ts";
import { LONGEST_LOG } from "../../storage/sqlite/write-log.ts";
import { hasDatabase } from "../find-data-dir.ts";
import { broken, type Finding, ok, skipped, warning } from "./finding.ts";

const RESTORE = "keep it, and restore a backup: countersign restore FILE, with the server stopped";

/** Schema, pages, indexes, references, the chain of the log, and what is owed, beside a server that may be running. */
export function checkDatabase(dataDir: string, now: Date): readonly Finding[] {
  if (!hasDatabase(dataDir)) return [skipped("database", "there is none yet")];
  const began = performance.now();
  try {
    const examined = examineDatabase(dataDir, now);
    const [fault] = examined.faults;
    if (fault !== undefined) return [broken("database", fault, RESTORE)];
    const log = checkLog(dataDir);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    return [
      log.state === "ok" ? ok("database", `every page is whole, and ${log.message} (${seconds} s)`) : log,
      ...checkOwed(examined, now),
    ];
  } catch (fault) {
    if (!(fault instanceof StorageError)) throw fault;
    return [broken("database", fault.message, "run the binary that it belongs to, as the server's user")];
  }
}

function checkLog(dataDir: string): Finding {
  using reader = openAuditReader(dataDir);
  const { count, faults } = verifyAudit(reader.rows());
  const [fault] = faults;
  if (fault === undefined) return ok("database", `the log's ${count} rows are as they were written`);
  const fix = "keep it, and restore a backup: countersign audit verify tells more";
  return broken("database", fault.message, fix);
}

/** Milliseconds for which something may be owed before somebody should know. */
const LONG = 5 * 60_000;

/** What has been owed for long, receivers that get nothing, and a log that has grown. */
function checkOwed(
  { owed, goneEndpoints, failingEndpoints, logBytes }: Examination,
  now: Date,
): readonly Finding[] {
  const late = owed.filter(
    ({ oldestDueAt, attempts }) => now.getTime() - oldestDueAt.getTime() > LONG || attempts >= OFTEN,
  );
  return [
    ...late.map(({ kind, count, oldestDueAt, attempts }) => {
      const minutes = Math.max(0, Math.floor((now.getTime() - oldestDueAt.getTime()) / 60_000));
      const said = `${count} of ${kind} owed, the oldest due for ${minutes} min, one tried ${attempts} times`;
      return warning("outbox", said, "see that the server runs: its log says why they fail");
    }),
    ...goneEndpoints.map((id) =>
      warning(
        "webhooks",
        `${id} said that it is gone, and gets nothing`,
        `countersign webhooks enable ${id}, or remove it`,
      ),
    ),
    ...failingEndpoints.map(({ id, count, error }) => {
      const said = `${id ?? "addresses that requests name"}: ${count} not taken for an hour (${error ?? "no answer"})`;
      return warning("webhooks", said, "mend the receiver: countersign webhooks deliveries shows each");
    }),
    ...(logBytes > LONGEST_LOG ? [longLog(logBytes)] : []),
  ];
}

function longLog(bytes: number): Finding {
  const said = `countersign.db-wal has ${Math.floor(bytes / 2 ** 20)} MiB`;
  return warning(
    "database_log",
    said,
    "end what reads the database for long, such as a backup or a shell of SQLite",
  );
}
