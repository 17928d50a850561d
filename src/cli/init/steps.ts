import { drawFinding } from "../doctor/draw-finding.ts";
import { type Finding, ok } from "../doctor/finding.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";

/** A step that did not come out as it should: what to tell of it, and how the command ends. */
export class StepFault extends Error {
  override readonly name = "StepFault";
  readonly code = "step_failed";
  readonly finding: Finding;
  readonly exit: ExitCode;

  constructor(finding: Finding, exit: ExitCode) {
    super(finding.message);
    this.finding = finding;
    this.exit = exit;
  }
}

/** What was done so far: each step a line for people when it is done, or all of them at the end for programs. */
export interface Steps {
  readonly findings: readonly Finding[];
  ok(check: string, message: string): void;
  note(finding: Finding): void;
}

export function createSteps({ stdout }: Pick<Io, "stdout">, json: boolean): Steps {
  const findings: Finding[] = [];
  const note = (finding: Finding): void => {
    findings.push(finding);
    if (!json) stdout.write(drawFinding(finding, stdout));
  };
  return { findings, note, ok: (check, message) => note(ok(check, message)) };
}
