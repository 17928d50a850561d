import { verifyAudit } from "../../audit/verify-audit.ts";
import { openAuditReader } from "../../storage/sqlite/audit-reader.ts";
import { StorageError } from "../../storage/sqlite/storage-error.ts";
import { hasDatabase } from "../find-data-dir.ts";
import { broken, type Finding, ok, skipped } from "./finding.ts";

/** The schema and the chain of the log, beside a server that may be running. */
export function checkDatabase(dataDir: string): Finding {
  if (!hasDatabase(dataDir)) return skipped("database", "there is none yet");
  try {
    using reader = openAuditReader(dataDir);
    const { count, faults } = verifyAudit(reader.rows());
    const [fault] = faults;
    if (fault === undefined) return ok("database", `the log's ${count} rows are as they were written`);
    return broken(
      "database",
      fault.message,
      "keep it, and restore a backup: countersign audit verify tells more",
    );
  } catch (fault) {
    if (!(fault instanceof StorageError)) throw fault;
    return broken("database", fault.message, "run the binary that it belongs to, as the server's user");
  }
}
