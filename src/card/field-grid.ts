import type { ApprovalRequest } from "../approval/approval.ts";
import { type CardElement, type Div, sideBySide } from "./card-json.ts";
import { cleanText, oneLine } from "./clean-text.ts";
import type { Scissors } from "./scissors.ts";

type Fields = ApprovalRequest["fields"];

/**
 * Fields as grey labels above their values: two short ones to a row, long ones on a row of their own. Past the
 * twelfth they are lines of one text, because a card may have 200 elements. All of it is plain text.
 */
export function fieldGrid(fields: Fields, scissors: Scissors): readonly CardElement[] {
  const cells = fields.slice(0, MOST_CELLS).map((field) => drawCell(field, scissors));
  const rest = fields.slice(MOST_CELLS).map((field) => drawLine(field, scissors));
  return [...pairUp(cells), ...(rest.length === 0 ? [] : [plainDiv(rest.join("\n"))])];
}

const MOST_CELLS = 12;

interface Cell {
  readonly short: boolean;
  readonly elements: readonly CardElement[];
}

function drawCell({ label, value }: Fields[number], scissors: Scissors): Cell {
  const text = scissors.trim(cleanText(value), { weight: 2 });
  const heading: Div = {
    tag: "div",
    text: {
      tag: "plain_text",
      text_size: "notation",
      text_color: "grey",
      content: orDash(scissors.trim(oneLine(label), { atMost: LONGEST_LABEL })),
    },
  };
  return {
    short: !text.includes("\n") && Buffer.byteLength(text) <= SHORT,
    elements: [heading, plainDiv(text)],
  };
}

const LONGEST_LABEL = 200;
/** Bytes: about what half a card is wide, for Latin as for Chinese letters. */
const SHORT = 36;

function drawLine({ label, value }: Fields[number], scissors: Scissors): string {
  return `${scissors.trim(oneLine(label), { atMost: LONGEST_LABEL })}: ${scissors.trim(oneLine(value))}`;
}

/** Rows of one long cell, or of two neighbours that are both short. */
function pairUp(cells: readonly Cell[]): readonly CardElement[] {
  const rows: CardElement[] = [];
  for (let index = 0; index < cells.length;) {
    const [cell, next] = cells.slice(index, index + 2);
    if (cell === undefined) break;
    const paired = cell.short && next?.short === true ? [cell, next] : [cell];
    // A short cell that is alone keeps to its half, so that the columns stay in line.
    const filler = cell.short && paired.length === 1 ? [[]] : [];
    rows.push(sideBySide(...paired.map(({ elements }) => elements), ...filler));
    index += paired.length;
  }
  return rows;
}

function plainDiv(text: string): Div {
  return { tag: "div", text: { tag: "plain_text", content: orDash(text) } };
}

/** Lark asks for a content; a dash says that there is none. */
function orDash(text: string): string {
  return text.trim() === "" ? "–" : text;
}
