import { encode } from "uqr";

import type { Output } from "../io.ts";

/** Light modules around the code, without which cameras do not find it: ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
/** Two do for most cameras, where there is no room for more. */
const LEAST_QUIET = 2;

/**
 * A QR code in half blocks, two modules to a character. It is black on white whatever the terminal's own colours are; where
 * there are none it is drawn for a dark terminal. Undefined where the lines are too short for it, or nobody looks on.
 */
export function drawQr(
  text: string,
  { columns = 0, hasColors }: Pick<Output, "columns" | "hasColors">,
): string | undefined {
  const { size, data } = encode(text, { ecc: "L", border: 0 });
  const quiet = [QUIET_ZONE, LEAST_QUIET].find((quiet) => size + 2 * quiet <= columns);
  if (quiet === undefined) return undefined;
  const isDark = (row: number, column: number): boolean => data[row - quiet]?.[column - quiet] ?? false;
  const side = size + 2 * quiet;
  const lines = count(Math.ceil(side / 2)).map((line) =>
    count(side)
      .map((column) => block(isDark(2 * line, column), isDark(2 * line + 1, column), hasColors))
      .join(""),
  );
  return lines.map((line) => `${hasColors ? BLACK_ON_WHITE + line + RESET : line}\n`).join("");
}

/** From the cube of 256 colours, which themes leave alone. */
const BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
const RESET = "\u001b[0m";

/** A character is drawn in the foreground's colour, which is the dark one only where we say so. */
function block(upper: boolean, lower: boolean, darkInk: boolean): string {
  const [above, below] = [upper === darkInk, lower === darkInk];
  if (above) return below ? "█" : "▀";
  return below ? "▄" : " ";
}

function count(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
