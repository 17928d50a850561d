import { styleText } from "node:util";

import type { Output } from "./io.ts";

export type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** The text in a style, where the output shows styles. */
export function paint({ hasColors }: Pick<Output, "hasColors">, style: Style, text: string): string {
  return hasColors ? styleText(style, text, { validateStream: false }) : text;
}

/** One line that no terminal takes for a command: what people wrote may hold escapes that move the cursor or lie. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- to take them out is the point
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
}
