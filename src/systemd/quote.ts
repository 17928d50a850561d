import { UnitError } from "./unit-error.ts";

/**
 * One word of a unit file, whatever is in it: quoted where systemd would split or unquote it, and with `%` doubled, which
 * would start a specifier. Throws UnitError "invalid_value" on control characters: a line end would be a new directive.
 */
export function quote(word: string): string {
  // oxlint-disable-next-line no-control-regex -- to refuse them is the point
  if (/[\u0000-\u001f\u007f]/.test(word)) {
    throw new UnitError("invalid_value", `a control character in ${JSON.stringify(word)}`);
  }
  const literal = word.replaceAll("%", "%%");
  return /^[\w./:@%+,=-]+$/.test(literal) ? literal : `"${literal.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** As `quote`, for a command line, where `$` would start a variable. */
export function quoteCommand(word: string): string {
  return quote(word.replaceAll("$", "$$$$"));
}
