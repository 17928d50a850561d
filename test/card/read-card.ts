import type { CardElement, CardJson, PlainText } from "../../src/card/card-json.ts";

/** Every element of the card's body, in reading order, those inside columns and forms too. */
export function elementsOf(card: CardJson): readonly CardElement[] {
  return card.body.elements.flatMap(withInner);
}

/** The tags of all these elements. */
export function tagsOf(card: CardJson): readonly string[] {
  return elementsOf(card).map(({ tag }) => tag);
}

/** An element, and those inside it. */
export function withInner(element: CardElement): readonly CardElement[] {
  if (element.tag === "form") return [element, ...element.elements.flatMap(withInner)];
  if (element.tag !== "column_set") return [element];
  return [element, ...element.columns.flatMap(({ elements }) => elements.flatMap(withInner))];
}

/** What the card says, line by line, in the language of the reader. */
export function readCard(card: CardJson, language: "en_us" | "zh_cn" = "en_us"): readonly string[] {
  return elementsOf(card).flatMap((element) => {
    const text = textOf(element);
    return text === undefined ? [] : (text.i18n_content?.[language] ?? text.content).split("\n");
  });
}

function textOf(element: CardElement): Pick<PlainText, "content" | "i18n_content"> | undefined {
  switch (element.tag) {
    case "markdown":
      return element;
    case "div":
    case "button":
      return element.text;
    case "input":
      return element.placeholder;
    case "img":
      return element.alt;
    default:
      return undefined;
  }
}
/** The markdown of a card, in every language: the only places where Lark reads markup. */
export function markdownOf(card: CardJson): readonly string[] {
  return elementsOf(card).flatMap((element) =>
    element.tag === "markdown" ? [element.content].concat(Object.values(element.i18n_content ?? {})) : [],
  );
}

/** Everything that the platform counts as an element: what has a tag, and each text inside. */
export function countElements(json: unknown): number {
  if (typeof json !== "object" || json === null) return 0;
  const own = "tag" in json ? 1 : 0;
  return Object.values(json).reduce((sum: number, value) => sum + countElements(value), own);
}
