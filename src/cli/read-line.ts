import { createInterface } from "node:readline";
import { Writable } from "node:stream";

type Input = NodeJS.ReadStream;

/** What somebody types up to the next line end; undefined at the end of the input. */
export function readLine(input: Input): Promise<string | undefined> {
  return firstLine(createInterface({ input, terminal: false }));
}

interface HiddenQuestion {
  /** Puts the question; called once the terminal shows nothing any more, so that no answer is too quick for it. */
  readonly ask: () => void;
  readonly onInterrupt: () => void;
}

/**
 * As readLine, from a terminal that shows nothing of it. The terminal is as before by the time that it answers, or tells
 * of an interruption, which ends the question without an answer.
 */
export async function readHiddenLine(
  input: Input,
  { ask, onInterrupt }: HiddenQuestion,
): Promise<string | undefined> {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const question = createInterface({ input, output, terminal: true, historySize: 0 });
  question.once("SIGINT", () => {
    question.close();
    onInterrupt();
  });
  ask();
  return firstLine(question);
}

function firstLine(question: ReturnType<typeof createInterface>): Promise<string | undefined> {
  return new Promise((resolve) => {
    question.once("line", (line) => {
      resolve(line);
      question.close();
    });
    question.once("close", () => resolve(undefined));
  });
}
