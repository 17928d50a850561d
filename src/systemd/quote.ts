import { UnitError } from "./unit-error.ts";

/**
 * One word of a unit file, whatever is in it: quoted where systemd would split or unquote it, and with `%` doubled, which
 * would start a specifier. Throws UnitError "invalid_value" on control characters: a line end would be a new directive.
 */
export function quote(word: string): string {
  const literal = withoutSpecifiers(word);
  return /^[\w./:@%+,=-]+$/.test(literal) ? literal : `"${literal.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** As `quote`, for a command line, where `$` would start a variable. */
export function quoteCommand(word: string): string {
  return quote(word.replaceAll("$", "$$$$"));
}

/**
 * A path where systemd takes all that is left of the line, and quotes would belong to it: EnvironmentFile=, LoadCredential=.
 * Throws UnitError "invalid_value" on what would be cut off or run on at the end too.
 */
export function restOfLine(path: string): string {
  if (/^\s|[\s\\]$/.test(path)) {
    throw new UnitError("invalid_value", `a blank or backslash at an end of ${JSON.stringify(path)}`);
  }
  return withoutSpecifiers(path);
}

function withoutSpecifiers(text: string): string {
  // oxlint-disable-next-line no-control-regex -- to refuse them is the point
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new UnitError("invalid_value", `a control character in ${JSON.stringify(text)}`);
  }
  return text.replaceAll("%", "%%");
}
