import type { AuditReader } from "../../storage/sqlite/audit-reader.ts";
import { CliError } from "../cli-error.ts";
import { type DataDirOptions, findDataDir, hasDatabase, noDatabase } from "../find-data-dir.ts";
import type { Io } from "../io.ts";

/** Reads the log in the data directory, and can change nothing there. Throws CliError when it cannot be read. */
export async function withAuditReader<T>(
  options: DataDirOptions,
  io: Io,
  work: (reader: AuditReader) => T,
): Promise<T> {
  const { openAuditReader } = await import("../../storage/sqlite/audit-reader.ts");
  const { StorageError } = await import("../../storage/sqlite/storage-error.ts");
  const dataDir = findDataDir(options, io);
  if (!hasDatabase(dataDir)) throw noDatabase(dataDir);
  try {
    using reader = openAuditReader(dataDir);
    return work(reader);
  } catch (fault) {
    if (fault instanceof StorageError) throw new CliError("general", fault.message, { cause: fault });
    throw fault;
  }
}
