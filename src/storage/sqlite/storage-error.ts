/** The database could not do what was asked. The message names the file and the mend. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type StorageErrorCode =
  | "database_unusable"
  | "database_newer"
  | "database_in_use"
  | "sqlite_too_old"
  | "row_impossible"
  | "lost_update";
