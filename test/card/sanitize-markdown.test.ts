import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { sanitizeMarkdown } from "../../src/card/sanitize-markdown.ts";
import { trickyText } from "./texts.ts";

describe("keeps", () => {
  test.each([
    ["emphasis, lists and headings", "# Plan\n- **bold** and _thin_\n1. one\n> quote\n\n---"],
    ["a link to the web", "see [the run](https://ci.example.com/run?id=1&x=2 'title')"],
    ["line breaks, rules and colours", "a<br>b<br/>\n<hr>\n<font color='red'>c</font>"],
    ["up to three tables", "| a |\n|---|\n| 1 |\n\n".repeat(3).trimEnd()],
    ["code as it is", "```ts\nconst a: List<String> = vec![1]; // [x](y)\n```\nand `a<b>` too"],
    ["a comparison in code", "`i < at.length`".replace("at", "size")],
  ])("%s", (_, markdown) => {
    expect(sanitizeMarkdown(markdown)).toBe(markdown);
  });
});

describe("makes text of", () => {
  test.each([
    ["a mention", "<at id=all></at>", "＜at id=all>＜/at>"],
    ["a mention in other letters", "< AT\tid='all'>", "＜ AT\tid='all'>"],
    ["a mention across lines", "<\nat id=all>", "＜\nat id=all>"],
    ["a mention by named entity", "&lt;at id=all&gt;", "＜at id=all&gt;"],
    ["a mention by number", "&#0060;at id=all>", "＜at id=all>"],
    ["a mention by hexadecimal number", "&#X3C;at id=all>", "＜at id=all>"],
    ["a mention in code", "`<at id=all></at>`", "`＜at id=all>＜/at>`"],
    ["a mention in a fence", "```\n<at id=all></at>\n```", "```\n＜at id=all>＜/at>\n```"],
    ["a person", "<person id='x'></person>", "＜person id='x'>＜/person>"],
    ["an audio player", "<audio file_key='x'>", "＜audio file_key='x'>"],
    ["a tag that is not known", "<script>x</script>", "&#60;script>x&#60;/script>"],
    ["a tag behind code that began a line before", "!```\n```<script>```", "!```\n```&#60;script>```"],
    ["a tag behind an entity", "&lt;hr2&gt;", "&#60;hr2&gt;"],
    ["an image", "![a](img_key)", "！[a]&#40;img_key)"],
    ["an image by reference", "![a][b]\n\n[b]: img_key", "！[a][b]\n\n[b]&#58; img_key"],
    ["a link without the web", "[x](javascript:alert)", "[x]&#40;javascript:alert)"],
    ["a link whose scheme hides", "[x](&#104;ttps://example.com)", "[x]&#40;&#104;ttps://example.com)"],
    ["a colour that does not end", "<font color='red'>x", "&#60;font color='red'>x"],
    ["a colour that ends twice", "x</font><font color=red>", "x&#60;/font>&#60;font color=red>"],
  ])("%s", (_, markdown, expected) => {
    expect(sanitizeMarkdown(markdown)).toBe(expected);
  });

  test("a fourth table, with which Lark would refuse the card", () => {
    const four = "| a |\n|---|\n| 1 |\n\n".repeat(4);
    expect(Bun.markdown.html(sanitizeMarkdown(four), { tables: true }).match(/<table>/g)).toHaveLength(3);
  });
});

test("closes a fence that is open at the end, with a mark as long", () => {
  expect(sanitizeMarkdown("````sh\n```\nrm -rf")).toBe("````sh\n```\nrm -rf\n````");
});

test("leads a parser to no image, no mention and no link but to the web", () => {
  fc.assert(
    fc.property(trickyText, (text) => {
      const html = Bun.markdown.html(sanitizeMarkdown(text), { tables: true, autolinks: true });
      expect(html).not.toMatch(/<img|<\s*\/?(?:at|person|audio|script)\b|href="(?!https?:|mailto:)/i);
      // Neither does one that reads entities before it looks for tags.
      expect(sanitizeMarkdown(text).replace(/&(?:lt|#0*60|#x0*3c);?/gi, "<")).not.toMatch(/<[\s/]*at\b/i);
    }),
    { numRuns: 2000 },
  );
});

test("takes no longer for a text that is made to be slow", () => {
  const slow = ["![", "`", "](https://a", "<font", "|---", "<", "&#", "[", "``` `", "- "];
  for (const part of slow) {
    const started = performance.now();
    sanitizeMarkdown(part.repeat(100_000 / part.length));
    expect(performance.now() - started).toBeLessThan(2000);
  }
});
