import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { formatLocalDatetime } from "../../../src/sandbox/phone/markdown/local-datetime.ts";
import { parseInline } from "../../../src/sandbox/phone/markdown/parse-inline.ts";
import { parseMarkdown } from "../../../src/sandbox/phone/markdown/parse-markdown.ts";
import type { Inline } from "../../../src/sandbox/phone/markdown/tree.ts";

const text = (value: string): Inline => ({ kind: "text", text: value });

describe("inline markup", () => {
  test.each<[string, readonly Inline[]]>([
    ["**bold**", [{ kind: "strong", children: [text("bold")] }]],
    ["__bold__", [{ kind: "strong", children: [text("bold")] }]],
    ["*slanted*", [{ kind: "emphasis", children: [text("slanted")] }]],
    ["***both***", [{ kind: "emphasis", children: [{ kind: "strong", children: [text("both")] }] }]],
    ["~~gone~~", [{ kind: "strike", children: [text("gone")] }]],
    ["`a*b*c`", [{ kind: "code", text: "a*b*c" }]],
    [
      "[here](https://a.example/x_(1))",
      [{ kind: "link", url: "https://a.example/x_(1)", children: [text("here")] }],
    ],
    ["![a plan](img_v2_1)", [{ kind: "image", key: "img_v2_1", alt: "a plan" }]],
    ["one\ntwo<br/>three", [text("one"), { kind: "break" }, text("two"), { kind: "break" }, text("three")]],
    ["<at id=ou_1></at>", [{ kind: "mention", ids: ["ou_1"] }]],
    ['<at ids="ou_1, ou_2"></at>', [{ kind: "mention", ids: ["ou_1", "ou_2"] }]],
    ["<at id=all></at>", [{ kind: "mention", ids: ["all"] }]],
    ["<font color='red'>late</font>", [{ kind: "font", color: "red", children: [text("late")] }]],
    ["<text_tag color=blue>new</text_tag>", [{ kind: "tag", color: "blue", children: [text("new")] }]],
    [
      "<local_datetime millisecond='5' format_type='time'></local_datetime>",
      [{ kind: "time", millisecond: 5, format: "time" }],
    ],
    [
      "<a href='https://a.example'></a>",
      [{ kind: "link", url: "https://a.example", children: [text("https://a.example")] }],
    ],
  ])("reads %s", (source, nodes) => {
    expect(parseInline(source)).toEqual(nodes);
  });

  test("nests: bold around colour around a mention", () => {
    expect(parseInline("**by <font color='grey'><at id=ou_1></at></font>**")).toEqual([
      {
        kind: "strong",
        children: [
          text("by "),
          { kind: "font", color: "grey", children: [{ kind: "mention", ids: ["ou_1"] }] },
        ],
      },
    ]);
  });

  test.each([
    ["2 * 3 * 4 = 24"],
    ["snake_case_name"],
    ["**not closed"],
    ["****"],
    ["[no address]"],
    ["<script>alert(1)</script>"],
    ["<font color='red'>not closed"],
    ["a < b && c > d"],
    ["&unknown; &#0; &#1114112;"],
  ])("leaves %s as it is", (source) => {
    expect(parseInline(source)).toEqual([text(source)]);
  });

  test("draws what is escaped as text, never as markup", () => {
    const escaped =
      "&#42;&#42;bold&#42;&#42; &#60;at id=all&#62;&#60;/at&#62; &#91;x&#93;&#40;https://a.example&#41; &#96;y&#96;";
    expect(parseInline(escaped)).toEqual([text("**bold** <at id=all></at> [x](https://a.example) `y`")]);
    expect(parseInline(String.raw`\*\*bold\*\*`)).toEqual([text("**bold**")]);
  });

  test("keeps every text whose characters are all escaped, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (said) => {
        const escaped = Array.from(said, (character) => `&#${character.codePointAt(0)};`).join("");
        fc.pre(!said.includes("\0"));
        expect(parseInline(escaped)).toEqual([text(said)]);
      }),
    );
  });
});

describe("blocks", () => {
  test("reads headings, rules, quotes, code, lists and tables", () => {
    const source =
      "# Title\n---\n> said\nand more\n\n```json\n{}\n```\n- one\n    1. inner\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |";
    expect(parseMarkdown(source)).toEqual([
      { kind: "heading", level: 1, children: [text("Title")] },
      { kind: "rule" },
      {
        kind: "quote",
        blocks: [{ kind: "paragraph", children: [text("said"), { kind: "break" }, text("and more")] }],
      },
      { kind: "code", language: "json", text: "{}" },
      {
        kind: "list",
        start: undefined,
        items: [
          [
            { kind: "paragraph", children: [text("one")] },
            { kind: "list", start: 1, items: [[{ kind: "paragraph", children: [text("inner")] }]] },
          ],
          [{ kind: "paragraph", children: [text("two")] }],
        ],
      },
      { kind: "table", header: [[text("a")], [text("b")]], rows: [[[text("1")], [text("2")]]] },
    ]);
  });

  test("begins no block at an escaped mark", () => {
    expect(parseMarkdown("&#35; not a title\n&#45; not a list\n&#62; not a quote")).toEqual([
      {
        kind: "paragraph",
        children: [
          text("# not a title"),
          { kind: "break" },
          text("- not a list"),
          { kind: "break" },
          text("> not a quote"),
        ],
      },
    ]);
  });

  test("keeps headings and quotes for card JSON 2.0, and blocks altogether from lark_md", () => {
    expect(parseMarkdown("# x", "1.0")).toEqual([{ kind: "paragraph", children: [text("# x")] }]);
    expect(parseMarkdown("- x", "lark_md")).toEqual([{ kind: "paragraph", children: [text("- x")] }]);
    expect(parseMarkdown("`x`", "lark_md")).toEqual([{ kind: "paragraph", children: [text("`x`")] }]);
  });

  test("parses whatever it is given", () => {
    const marks = fc.constantFrom(
      "*",
      "_",
      "`",
      "~",
      "[",
      "](",
      ")",
      "<at id=",
      "</",
      "<font color=red>",
      ">",
      "&#",
      ";",
      "\n",
      "- ",
      "|",
      "#",
      "a ",
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 60 }), (parts) =>
        Array.isArray(parseMarkdown(parts.join(""))),
      ),
    );
  });
});

describe("local_datetime", () => {
  const moment = Date.UTC(2019, 2, 15, 5, 42, 53);
  const shanghai = "Asia/Shanghai";

  test.each([
    ["date_num", "2019-03-15", "2019-03-15"],
    ["date_short", "3月15日", "Mar 15"],
    ["date", "2019年3月15日", "Mar 15, 2019"],
    ["week", "星期五", "Friday"],
    ["week_short", "周五", "Fri"],
    ["time", "13:42", "13:42"],
    ["time_sec", "13:42:53", "13:42:53"],
    ["timezone", "GMT+8:00", "GMT+8:00"],
    ["no_such_format", "2019-03-15", "2019-03-15"],
  ])("draws %s as the client does", (format, chinese, english) => {
    expect(formatLocalDatetime(moment, format, { language: "zh_cn", timeZone: shanghai })).toBe(chinese);
    expect(formatLocalDatetime(moment, format, { language: "en_us", timeZone: shanghai })).toBe(english);
  });

  test("draws the reader's day, not the sender's", () => {
    const zone = { language: "en_us", timeZone: "America/Los_Angeles" } as const;
    expect(formatLocalDatetime(moment, "date", zone)).toBe("Mar 14, 2019");
  });
});
