import type { TokenStore } from "../../storage/sqlite/token-store.ts";
import { CliError } from "../cli-error.ts";
import { type DataDirOptions, findDataDir, hasDatabase, noDatabase } from "../find-data-dir.ts";
import type { Io } from "../io.ts";

export type TokenOptions = DataDirOptions;

/** Milliseconds to wait for a server that is writing. */
const PATIENCE = 5_000;

/**
 * Works on the tokens in the data directory that `serve` would use with the same flags and environment. Throws CliError
 * when the database cannot be used, or, unless `create` is set, when there is none.
 */
export async function withTokenStore<T>(
  options: TokenOptions & { readonly create?: boolean },
  io: Io,
  work: (store: TokenStore) => T,
): Promise<T> {
  const { openBeside, openDatabase } = await import("../../storage/sqlite/open-database.ts");
  const { StorageError } = await import("../../storage/sqlite/storage-error.ts");
  const { createSqliteTokenStore } = await import("../../storage/sqlite/token-store.ts");
  const dataDir = findDataDir(options, io);
  const isThere = hasDatabase(dataDir);
  if (!isThere && options.create !== true) throw noDatabase(dataDir);
  try {
    // A server may be running on it, and be another version: only `serve` changes the schema.
    using db = isThere ? openBeside(dataDir) : openDatabase(dataDir);
    db.run(`pragma busy_timeout = ${PATIENCE}`);
    return work(createSqliteTokenStore(db));
  } catch (fault) {
    if (fault instanceof StorageError) throw new CliError("general", fault.message, { cause: fault });
    throw fault;
  }
}
