import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { oneLine } from "../../src/card/clean-text.ts";
import { escapeMarkdown } from "../../src/card/escape-markdown.ts";
import { trickyText } from "./texts.ts";

test("writes each mark as the entity that Lark's page gives for it", () => {
  expect(escapeMarkdown("*a* _b_ `c` [d](e) <f> # & ~")).toBe(
    "&#42;a&#42; &#95;b&#95; &#96;c&#96; &#91;d&#93;&#40;e&#41; &#60;f&#62; &#35; &#38; &#126;",
  );
});

test("puts everything on one line, without marks that change how it reads", () => {
  expect(escapeMarkdown("  a\n\n    b\t\u202Ec\u0000 \uD800 ")).toBe("a b c �");
});

test("is read back by a markdown parser as the text that it was", () => {
  fc.assert(
    fc.property(trickyText, (text) => {
      const line = oneLine(text);
      const html = Bun.markdown.html(`x ${escapeMarkdown(text)} x`, { autolinks: true });
      expect(html).toBe(`<p>x ${line === "" ? " " : `${escapeHtml(line)} `}x</p>\n`);
    }),
  );
});

test("leaves no markup at the start of a line either", () => {
  fc.assert(
    fc.property(trickyText, (text) => {
      const line = oneLine(text);
      fc.pre(line !== "");
      expect(Bun.markdown.html(escapeMarkdown(text))).toBe(`<p>${escapeHtml(line)}</p>\n`);
    }),
  );
});

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
