/** What to do about a refusal or a failure of the Open API. */
export type FaultKind =
  /** Wait and try again. */
  | "retry"
  /** The access token was refused: fetch another and try once more. */
  | "refresh"
  /** This message or recipient is finished, or the call was wrong: the same call will always fail. */
  | "final"
  /** As final, until somebody changes a setting of the app or of this server. */
  | "config"
  /** A code that no table names: worth a few tries, not endless ones. */
  | "unknown";

/** A call that did not succeed. Nothing in it is secret. */
export interface LarkFault {
  /** Stable, fit for our API: `lark_230011`, `lark_230099_100290`, `lark_timeout`, `lark_unreachable`, `lark_bad_answer`. */
  readonly code: string;
  readonly kind: FaultKind;
  /** For the log: what the platform said. */
  readonly message: string;
  /** How long the platform asks to wait, in milliseconds. */
  readonly afterMs?: number | undefined;
  readonly httpStatus?: number | undefined;
  /** By which Lark's support finds the call. */
  readonly logId?: string | undefined;
}

export type LarkResult<T> = ({ readonly ok: true } & T) | LarkFailure;

export interface LarkFailure {
  readonly ok: false;
  readonly error: LarkFault;
}

export function failure(
  code: string,
  kind: FaultKind,
  message: string,
  more: Partial<LarkFault> = {},
): LarkFailure {
  return { ok: false, error: { code, kind, message, ...more } };
}
