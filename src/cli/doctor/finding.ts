/** What one look found. */
export interface Finding {
  /** A stable code, such as `credentials`. */
  readonly check: string;
  readonly state: "ok" | "warning" | "broken" | "skipped";
  /** One line. */
  readonly message: string;
  /** What to do about it, in one line. */
  readonly fix?: string | undefined;
}

export function ok(check: string, message: string): Finding {
  return { check, state: "ok", message };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, state: "warning", message, fix };
}

export function broken(check: string, message: string, fix: string): Finding {
  return { check, state: "broken", message, fix };
}

export function skipped(check: string, message: string): Finding {
  return { check, state: "skipped", message };
}
