import { Database } from "bun:sqlite";
import { join } from "node:path";

import { readSealKeyFile } from "./seal-key-file.ts";
import { unusable } from "./storage-error.ts";

/** Ids of the keys that the database in `dataDir` is sealed with and that are not in its `seal.key`. Throws StorageError. */
export function missingSealKeys(dataDir: string): readonly string[] {
  const path = join(dataDir, "countersign.db");
  const here = new Set(readSealKeyFile(dataDir).map(({ id }) => id));
  try {
    using db = new Database(path, { readonly: true, strict: true });
    const isSealed = db.query("select 1 from sqlite_schema where name = 'server_keys'").get() !== null;
    if (!isSealed) return [];
    const rows = db.query<{ id: string }, []>("select id from server_keys where kind = 'seal'").all();
    return rows.map(({ id }) => id).filter((id) => !here.has(id));
  } catch (cause) {
    throw unusable(path, cause);
  }
}
