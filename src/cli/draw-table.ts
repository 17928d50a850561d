import { printable } from "./paint.ts";

const LONGEST_CELL = 60;

/** Rows in columns as wide as their widest cell, for people; programs ask for JSON. */
export function drawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows.map((row) => row.map((cell) => cut(printable(cell))))];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => Bun.stringWidth(line[column] ?? ""))),
  );
  return lines.map((line) => `${drawLine(line, widths)}\n`).join("");
}

function drawLine(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map(
    (cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell)),
  );
  return padded.join("  ").trimEnd();
}

function cut(cell: string): string {
  return cell.length <= LONGEST_CELL ? cell : `${cell.slice(0, LONGEST_CELL - 1)}…`;
}
