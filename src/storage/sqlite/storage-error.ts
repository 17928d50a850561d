/** The database could not do what was asked. The message names the file and the mend. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const CODES: readonly (readonly [RegExp, StorageErrorCode])[] = [
  // Where the index of its log finds no room, SQLite speaks of I/O.
  [/^(ENOSPC|SQLITE_FULL|SQLITE_IOERR_SHMSIZE)/, "disk_full"],
  [/^SQLITE_BUSY/, "database_locked"],
];

/**
 * `disk_full`, `database_locked` or else `database_unusable`, with the path, the user and the reason: that is what somebody
 * has to put right.
 */
export function unusable(path: string, cause: unknown): StorageError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const code = CODES.find(([pattern]) => pattern.test(codeOf(cause)))?.[1] ?? "database_unusable";
  return new StorageError(code, `cannot use ${path} as uid ${process.getuid?.()}: ${why}`, {
    cause,
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}

export type StorageErrorCode =
  | "database_unusable"
  | "disk_full"
  | "database_locked"
  | "database_newer"
  | "database_older"
  | "database_in_use"
  | "database_damaged"
  | "restore_unfinished"
  | "seal_key_missing"
  | "sqlite_too_old"
  | "row_impossible"
  | "lost_update";
