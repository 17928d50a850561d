import type { SandboxClickResult } from "../../src/sandbox/view.ts";

/** The empty answer: it was recorded. */
export function isAcknowledged({ code, unsent, toast }: SandboxClickResult): boolean {
  return code === undefined && unsent === undefined && toast === undefined;
}
