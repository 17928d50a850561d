import { readFileSync } from "node:fs";
import { join } from "node:path";

export const README = readFileSync(join(import.meta.dir, "../../README.md"), "utf8");

/** The cells of each row of the first table after a text, without its head. */
export function tableAfter(text: string): readonly (readonly string[])[] {
  const [, after = ""] = README.split(text);
  const [table = ""] = /(?:^\|.*\n)+/m.exec(after) ?? [];
  const [, , ...rows] = table.trimEnd().split("\n");
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands between single backticks, outside of fences. */
export function inlineCode(): readonly string[] {
  return [...README.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.replaceAll("\n", " "),
  );
}

/** The shell lines of each fence that is one of a shell, as they would be copied, by the heading that they stand under. */
export function shellBlocks(): readonly { readonly heading: string; readonly lines: readonly string[] }[] {
  return README.split(/^(?=#{2,3} )/m).flatMap((section) => {
    const [heading = ""] = section.split("\n", 1);
    return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => ({
      heading: heading.replace(/^#+ /, ""),
      lines: text.trimEnd().split("\n"),
    }));
  });
}
