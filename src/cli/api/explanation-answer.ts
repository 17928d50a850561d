import { foreignAnswer, type PersonAnswer } from "./approval-answer.ts";

/** Whether somebody may answer a request. */
export interface ExplanationAnswer {
  readonly allowed: boolean;
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** In whose place, if not in their own. */
  readonly for?: PersonAnswer;
}

/** Throws CliError `network`, as readApproval does. */
export function readExplanation(answer: Readonly<Record<string, unknown>>): ExplanationAnswer {
  if (typeof answer["allowed"] === "boolean" && typeof answer["message"] === "string")
    return answer as unknown as ExplanationAnswer;
  throw foreignAnswer();
}
