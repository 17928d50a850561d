import type { Output } from "../io.ts";
import { paint } from "../paint.ts";

/** A step that did not come out as it should. */
export class StepError extends Error {
  override readonly name = "StepError";
  readonly code = "step_failed";
}

export interface Steps {
  /**
   * Does the next step and prints its number, its sentence and its milliseconds. The sentence may be made of what came
   * out. Throws StepError, having printed it, when the step throws or the deadline passes.
   */
  take<T>(
    sentence: string | ((found: T) => string),
    work: (signal: AbortSignal) => T | Promise<T>,
  ): Promise<T>;
}

/** Steps that are done one after another within `deadlineMs` in all. */
export function createSteps({ stdout, deadlineMs }: { stdout: Output; deadlineMs: number }): Steps {
  const deadline = AbortSignal.timeout(deadlineMs);
  let number = 0;
  return {
    async take(sentence, work) {
      number += 1;
      const began = performance.now();
      const line = (mark: string, text: string): string =>
        `${String(number).padStart(3)} ${mark} ${text}${`${Math.round(performance.now() - began)} ms`.padStart(9)}\n`;
      try {
        const found = await Promise.race([work(deadline), over(deadline, deadlineMs)]);
        const text = typeof sentence === "string" ? sentence : sentence(found);
        stdout.write(line(paint(stdout, "green", "✓"), pad(text)));
        return found;
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        stdout.write(line(paint(stdout, "red", "✗"), pad(why)));
        throw new StepError(`step ${number} failed: ${why}`, { cause });
      }
    },
  };
}

/** Throws what `take` prints. */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new StepError(otherwise);
}

async function over(deadline: AbortSignal, ms: number): Promise<never> {
  if (!deadline.aborted)
    await new Promise((resolve) => deadline.addEventListener("abort", resolve, { once: true }));
  throw new StepError(`not within ${ms / 1000} s`);
}

const WIDE = 76;

function pad(text: string): string {
  return text + " ".repeat(Math.max(0, WIDE - Bun.stringWidth(text)));
}
