import type { FromHost, ToHost, ToolName } from "./host-messages.ts";

/** Gives a handler what it asks for. A rejection is told to the handler by its message. */
export type AnswerTool = (name: string, tool: ToolName, args: readonly unknown[]) => Promise<unknown>;

type Question = Extract<FromHost, { kind: "ask" }>;

/** Questions of all handlers that are looked into at once. */
const MOST_QUESTIONS = 200;

/** Answers what handlers ask of the server, and refuses what is too much at once. Never rejects. */
export function answerQuestions(give: AnswerTool): (question: Question) => Promise<ToHost> {
  let open = 0;
  return async ({ id, name, tool, args }) => {
    if (open >= MOST_QUESTIONS) return { kind: "refused", id, message: "too many questions at once" };
    open += 1;
    try {
      return { kind: "given", id, value: await give(name, tool, args) };
    } catch (fault) {
      return { kind: "refused", id, message: fault instanceof Error ? fault.message : String(fault) };
    } finally {
      open -= 1;
    }
  };
}
