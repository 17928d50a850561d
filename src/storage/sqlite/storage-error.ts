/** The database could not do what was asked. The message names the file and the mend. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** `database_unusable`, with the path, the user and the reason: that is what somebody has to put right. */
export function unusable(path: string, cause: unknown): StorageError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StorageError("database_unusable", `cannot use ${path} as uid ${process.getuid?.()}: ${why}`, {
    cause,
  });
}

export type StorageErrorCode =
  | "database_unusable"
  | "database_newer"
  | "database_older"
  | "database_in_use"
  | "database_damaged"
  | "restore_unfinished"
  | "sqlite_too_old"
  | "row_impossible"
  | "lost_update";
