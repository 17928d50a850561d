import type { SandboxMessage } from "../../view.ts";
import type { CardContext } from "../card/card-context.ts";
import { drawMention } from "../card/draw-person.ts";
import { type Child, h } from "../h.ts";
import { asObject, asString } from "../json.ts";

/**
 * A text message with its mentions as the client shows them: the bot writes `<at user_id="ou_…"></at>`, and for a person
 * the platform puts a key in their place.
 */
export function drawMentions(
  { content, sender, mentions = [] }: SandboxMessage,
  world: Pick<CardContext, "people" | "language">,
): readonly Child[] {
  const text = asString(asObject(content)["text"]) ?? "";
  if (sender === undefined) {
    return text.split(MENTION).map((part, index) => (index % 2 === 0 ? part : drawMention(part, world)));
  }
  return text.split(KEY).map((part) => {
    const mention = mentions.find(({ key }) => key === part);
    return mention ? h("span", { class: "mention", title: mention.open_id }, `@${mention.name}`) : part;
  });
}

/** The one group of each stands between the texts that it parts. */
const MENTION = /<at user_id="([^"]*)">[^<]*<\/at>/;
const KEY = /(@_user_\d+)/;
