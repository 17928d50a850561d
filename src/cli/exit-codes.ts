/** How a command ends, for scripts: outcomes of a request are kept apart from faults. */
export const EXIT = {
  ok: 0,
  general: 1,
  usage: 2,
  auth: 3,
  network: 4,
  internal: 5,
  rejected: 10,
  expired: 11,
  cancelled: 12,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitName = keyof typeof EXIT;
export type ExitCode = (typeof EXIT)[ExitName];

/** Where a command says how it ended. */
export type End = (code: ExitCode | Promise<ExitCode>) => Promise<void>;

/** How a wait ends with each end that a request can have. */
export const EXIT_OF_STATUS = {
  approved: EXIT.ok,
  rejected: EXIT.rejected,
  expired: EXIT.expired,
  cancelled: EXIT.cancelled,
} as const;

/** The table as `--help` shows it. */
export function explainExitCodes(): string {
  const lines = Object.entries(MEANINGS).map(
    ([name, meaning]) => `  ${String(EXIT[name as ExitName]).padEnd(5)}${meaning}`,
  );
  return `Exit codes:\n${lines.join("\n")}`;
}

const MEANINGS = {
  ok: "done; of a wait: approved",
  general: "it could not be done",
  usage: "a wrong argument or setting",
  auth: "no token or credentials, or none that are taken",
  network: "the server, or Lark, cannot be reached",
  internal: "a fault of countersign's own",
  rejected: "the request was rejected",
  expired: "the request expired",
  cancelled: "the request was cancelled",
  timeout: "--timeout ended the wait, the request is still pending",
  interrupted: "interrupted from the keyboard",
} as const satisfies Record<ExitName, string>;
