import type { Output } from "../io.ts";
import { paint, printable } from "../paint.ts";
import type { Finding } from "./finding.ts";

/** A finding as people see it: a line with its mark, and the fix below. The words begin in this column, or where they can. */
export function drawFinding({ check, state, message, fix }: Finding, output: Output, column = 0): string {
  const [style, mark] = MARKS[state];
  const line = `${paint(output, style, mark)} ${`${check}: `.padEnd(column)}${printable(message)}\n`;
  return fix === undefined ? line : `${line}    ${printable(fix)}\n`;
}

const MARKS = {
  ok: ["green", "✓"],
  warning: ["yellow", "!"],
  broken: ["red", "✗"],
  skipped: ["dim", "-"],
} as const;
