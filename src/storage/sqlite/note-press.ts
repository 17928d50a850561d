import type { prepareUndoneStatements } from "./undone-statements.ts";

interface Press {
  readonly at: Date;
  /** When its client has given up on any answer. */
  readonly until: Date;
  readonly requestId?: string | undefined;
}

/** Longer than anything is on its way: an update before that is older than the press. */
const RECENT_MS = 10_000;

/** Inside a transaction: a message was pressed. What updates it meanwhile, or did shortly before, is made once more. */
export function notePress(
  {
    noteUndone,
    oweIfPainted,
  }: Pick<ReturnType<typeof prepareUndoneStatements>, "noteUndone" | "oweIfPainted">,
  messageKey: string,
  { at, until, requestId }: Press,
): void {
  noteUndone.run(until.getTime(), messageKey);
  oweIfPainted.run(until.getTime(), requestId ?? null, messageKey, at.getTime() - RECENT_MS);
}
