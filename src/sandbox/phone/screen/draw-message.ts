import type { SandboxMessage } from "../../view.ts";
import { drawAvatar, drawBotAvatar } from "../avatar.ts";
import { type CardContext, findPerson } from "../card/card-context.ts";
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
  /** Who holds the phone. */
  readonly openId: string | undefined;
};

/** A message of the bot or of a person: avatar, name, time, and what was sent. */
export function drawMessage(message: SandboxMessage, world: MessageWorld): HTMLElement {
  const { language, people } = world;
  const { sender } = message;
  const name =
    sender === undefined
      ? "countersign"
      : (findPerson(people, sender)?.name ?? words(language).unknownPerson);
  const replied = message.parent_id === undefined ? undefined : world.find(message.parent_id);
  return h(
    "div",
    { class: "message-line", "data-own": sender !== undefined && sender === world.openId },
    sender === undefined ? drawBotAvatar() : drawAvatar(sender, name),
    h(
      "div",
      { class: "message-content" },
      h(
        "div",
        { class: "message-head" },
        h("span", { class: "message-name" }, name),
        sender === undefined && h("span", { class: "message-bot" }, words(language).bot),
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
      return h("div", { class: "bubble" }, drawMentions(message, world));
    case "image":
      return h("img", { class: "image", src: imageUrl(asString(content["image_key"]) ?? ""), alt: "" });
    default:
      return h("div", { class: "unsupported" }, words(language).unsupportedMessage(message.msg_type));
  }
}
