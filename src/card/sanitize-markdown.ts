import { cleanText } from "./clean-text.ts";

/**
 * Markdown as its author meant it, without what could reach beyond the card or make Lark refuse it: mentions, people,
 * images and audio become text wherever they stand, in code too, because it is the platform and not this function
 * that says where code begins; tags but for a few harmless ones show as written; links lead to http and https only;
 * tables past the third, where the platform refuses the card, become text; and a fence that is open at the end is
 * closed.
 */
export function sanitizeMarkdown(markdown: string): string {
  const fence = new FenceTracker();
  const so: SoFar = { tablesLeft: MOST_TABLES, hasOpenCode: false };
  const lines = cleanText(markdown)
    .replace(RESOURCE_TAG, "＜")
    .replace(IMAGE, "！")
    .split("\n")
    .map((line) => {
      if (!fence.isCode(line)) return sanitizeLine(line, so);
      so.hasOpenCode = false;
      return line;
    });
  const closing = fence.open === undefined ? [] : [fence.open];
  return balanceTags([...lines, ...closing].join("\n"));
}

/** Lark's own page says four in a text element; cards with four were refused (openclaw/openclaw#108946). */
const MOST_TABLES = 3;

/** The start of a tag that names a person or a file, in each way that `<` can be written. A full-width sign shows. */
const LESS_THAN = "<|&(?:lt|#0*60|#[xX]0*3[cC]);?";
const RESOURCE_TAG = new RegExp(`(?:${LESS_THAN})(?=[\\s/]*(?:at|person|audio|video|img|image)\\b)`, "gi");
const IMAGE = /!(?=\[[^\]]{0,500}\]\s*[([])/g;

interface SoFar {
  tablesLeft: number;
  /** Whether code may have begun on an earlier line of the paragraph: what looks like code on this one may end it. */
  hasOpenCode: boolean;
}

function sanitizeLine(line: string, so: SoFar): string {
  if (isTableRule(line) && so.tablesLeft-- <= 0) return line.replaceAll("|", "&#124;");
  if (line.trim() === "") so.hasOpenCode = false;
  const parts = so.hasOpenCode ? [line] : line.split(CODE_SPAN);
  so.hasOpenCode ||= parts.some((part, index) => index % 2 === 0 && part.includes("`"));
  return parts.map((part, index) => (index % 2 === 1 ? part : sanitizeText(part))).join("");
}

/** `|---|:--:|`, the line that makes a table of the line above it. */
function isTableRule(line: string): boolean {
  return /^[\s>|:-]+$/.test(line) && line.includes("|") && line.includes("-");
}

/** Up to eight backticks, and as many again on the same line. The outer group makes `split` keep the spans. */
const CODE_SPAN = /((?<!`)(?:`[^`]+`|``[^`]+``|`{3}[^`]+`{3})(?!`))/;

function sanitizeText(text: string): string {
  return text
    .replace(new RegExp(LESS_THAN, "gi"), "<")
    .replace(HARMLESS_OR_LESS_THAN, (found, tag?: string) => tag ?? found.replace("<", "&#60;"))
    .replaceAll("]:", "]&#58;")
    .replace(/\]\((?!https?:\/\/[^\s<>()][^<>()]*\))/gi, "]&#40;");
}

const HARMLESS_OR_LESS_THAN = /(<(?:br|hr) ?\/?>|<font color=(['"]?)[\w-]+\2>|<\/font>)|</gi;

/** A font tag without its other half is shown as text, and so are all others with it. */
function balanceTags(markdown: string): string {
  let depth = 0;
  for (const [tag] of markdown.matchAll(FONT_TAG)) {
    depth += tag.startsWith("</") ? -1 : 1;
    if (depth < 0) break;
  }
  return depth === 0 ? markdown : markdown.replace(FONT_TAG, (tag) => tag.replace("<", "&#60;"));
}

const FONT_TAG = /<\/?font\b[^<>]*>/gi;

/** Follows fenced code as CommonMark has it: the same mark, at least as long, with nothing after it, ends it. */
class FenceTracker {
  /** The mark that would close the code that the last line was in. */
  open: string | undefined;

  isCode(line: string): boolean {
    const [, mark, info = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (this.open === undefined) {
      if (mark === undefined || (mark.startsWith("`") && info.includes("`"))) return false;
      this.open = mark;
      return true;
    }
    if (mark?.startsWith(this.open) === true && info.trim() === "") this.open = undefined;
    return true;
  }
}
