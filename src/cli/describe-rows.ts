import { printable } from "./paint.ts";

export type Row = readonly [label: string, value: string];

const WIDEST_LABEL = 24;

/** A thing for people: its title, and below it a line for each of its parts. */
export function describeRows(title: string, rows: readonly Row[]): string {
  const labels = rows.map(([label]) => printable(label));
  const wide = Math.min(WIDEST_LABEL, Math.max(...labels.map((label) => Bun.stringWidth(label))));
  const lines = rows.map(([, value], row) => `  ${pad(labels[row] ?? "", wide)}  ${printable(value)}\n`);
  return `${printable(title)}\n${lines.join("")}`;
}

function pad(text: string, wide: number): string {
  return text + " ".repeat(Math.max(0, wide - Bun.stringWidth(text)));
}
