/**
 * What was asked could not be recorded, for a reason that lies outside the database: a full or failing disk, or another
 * process that holds it. Nothing of it is kept; it may be asked again. The message says the reason, and names no path.
 */
export class NotRecordedError extends Error {
  override readonly name = "NotRecordedError";
  readonly code = "not_recorded";
}
