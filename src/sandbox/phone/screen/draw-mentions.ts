import type { CardContext } from "../card/card-context.ts";
import { drawMention } from "../card/draw-person.ts";
import type { Child } from "../h.ts";

/** A text message with its mentions, `<at user_id="ou_…"></at>`, as the client shows them. */
export function drawMentions(
  text: string,
  world: Pick<CardContext, "people" | "language">,
): readonly Child[] {
  return text.split(MENTION).map((part, index) => (index % 2 === 0 ? part : drawMention(part, world)));
}

/** Its one group stands between the texts that it parts. */
const MENTION = /<at user_id="([^"]*)">[^<]*<\/at>/;
