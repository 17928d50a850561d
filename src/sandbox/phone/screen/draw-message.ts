import type { SandboxMessage } from "../../view.ts";
import { drawBotAvatar } from "../avatar.ts";
import type { CardContext } from "../card/card-context.ts";
import { drawCard } from "../card/draw-card.ts";
import { type Child, h } from "../h.ts";
import { imageUrl } from "../image-url.ts";
import { asObject, asString } from "../json.ts";
import { clockTime } from "../time.ts";
import { words } from "../words.ts";
import { drawMentions } from "./draw-mentions.ts";
import { summarise } from "./summarise.ts";

/** What drawing a message needs besides the message. */
export type MessageWorld = Omit<CardContext, "schema" | "draw" | "nextControl" | "form" | "sentAt"> & {
  readonly find: (messageId: string) => SandboxMessage | undefined;
};

/** A message of the bot: avatar, name, time, and what was sent. */
export function drawMessage(message: SandboxMessage, world: MessageWorld): HTMLElement {
  const { language } = world;
  const replied = message.parent_id === undefined ? undefined : world.find(message.parent_id);
  return h(
    "div",
    { class: "message-line" },
    drawBotAvatar(),
    h(
      "div",
      { class: "message-content" },
      h(
        "div",
        { class: "message-head" },
        h("span", { class: "message-name" }, "countersign"),
        h("span", { class: "message-bot" }, words(language).bot),
        message.urgent !== undefined && h("span", { class: "message-urgent" }, words(language).urgent),
        h("time", { class: "message-time" }, clockTime(message.create_time)),
      ),
      replied && h("div", { class: "message-reply" }, summarise(replied, language)),
      drawContent(message, world),
    ),
  );
}

function drawContent(message: SandboxMessage, world: MessageWorld): Child {
  const { language } = world;
  const content = asObject(message.content);
  if (message.deleted) return h("div", { class: "recalled" }, words(language).recalled);
  switch (message.msg_type) {
    case "interactive":
      return drawCard(content, { ...world, sentAt: message.create_time });
    case "text":
      return h("div", { class: "bubble" }, drawMentions(asString(content["text"]) ?? "", world));
    case "image":
      return h("img", { class: "image", src: imageUrl(asString(content["image_key"]) ?? ""), alt: "" });
    default:
      return h("div", { class: "unsupported" }, words(language).unsupportedMessage(message.msg_type));
  }
}
