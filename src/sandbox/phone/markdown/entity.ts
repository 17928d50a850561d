/** An HTML entity that stands at the start of `text`, and how many characters it takes; undefined if none does. */
export function readEntity(text: string): { readonly text: string; readonly length: number } | undefined {
  const [whole, decimal, hexadecimal, name] = ENTITY.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const decoded = name === undefined ? fromCode(decimal, hexadecimal) : NAMED.get(name);
  return decoded === undefined ? undefined : { text: decoded, length: whole.length };
}

const ENTITY = /^&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]{2,8}));/;

/** The names of Lark's table of escapes (card JSON 2.0, rich text), and the five of XML. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\u00A0"],
  ["ensp", "\u2002"],
  ["emsp", "\u2003"],
  ["sim", "\u223C"],
]);

function fromCode(decimal: string | undefined, hexadecimal: string | undefined): string | undefined {
  const code =
    hexadecimal === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hexadecimal, 16);
  const isScalar = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return isScalar ? String.fromCodePoint(code) : undefined;
}
