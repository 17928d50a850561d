import type { SandboxChat, SandboxPerson } from "../../view.ts";
import { drawAvatar, drawBotAvatar, drawGroupAvatar } from "../avatar.ts";
import { h } from "../h.ts";
import type { Language } from "../language.ts";
import { chatsOf, isUnread, messagesOf, type PhoneState } from "../phone-state.ts";
import { summarise } from "../screen/summarise.ts";
import { clockTime } from "../time.ts";
import { words } from "../words.ts";

export interface SideActions {
  readonly chooseLanguage: (language: Language) => void;
  readonly choosePerson: (openId: string) => void;
  readonly chooseChat: (chatId: string) => void;
}

/** Beside the phone: the language, who one is, and that person's chats. */
export function drawSide(state: PhoneState, actions: SideActions): readonly HTMLElement[] {
  const { language, view } = state;
  const { youAre, chats } = words(language);
  return [
    h(
      "div",
      { class: "brand" },
      drawBotAvatar(),
      h("div", { class: "brand-name" }, "countersign"),
      drawLanguages(language, actions),
    ),
    h(
      "fieldset",
      { class: "people", role: "radiogroup" },
      h("legend", {}, youAre),
      view.people.map((person) => drawPerson(person, state, actions)),
    ),
    h(
      "nav",
      { class: "chats", "aria-label": chats },
      h("div", { class: "side-title" }, chats),
      chatsOf(state).map((chat) => drawChat(chat, state, actions)),
    ),
  ];
}

function drawLanguages(language: Language, { chooseLanguage }: SideActions): HTMLElement {
  const choices = [
    ["zh_cn", "中文"],
    ["en_us", "English"],
  ] as const;
  const buttons = choices.map(([choice, name]) =>
    h(
      "button",
      {
        type: "button",
        lang: choice.slice(0, 2),
        "data-key": choice,
        "aria-pressed": String(choice === language),
        on: { click: () => chooseLanguage(choice) },
      },
      name,
    ),
  );
  return h("div", { class: "languages", role: "group", "aria-label": words(language).language }, buttons);
}

function drawPerson(person: SandboxPerson, state: PhoneState, { choosePerson }: SideActions): HTMLElement {
  const { open_id, name, email } = person;
  const hasUnread = chatsOf(state, open_id).some(({ chat_id }) => isUnread(state, open_id, chat_id));
  const radio = h("input", {
    type: "radio",
    name: "person",
    value: open_id,
    "data-key": open_id,
    "aria-label": name,
    checked: open_id === state.openId,
    on: { change: () => choosePerson(open_id) },
  });
  const lines = h(
    "span",
    { class: "row-lines" },
    h("span", { class: "row-name" }, name),
    h("span", { class: "row-more" }, email),
  );
  return h(
    "label",
    { class: "row person-row" },
    radio,
    drawAvatar(open_id, name),
    lines,
    hasUnread && drawDot(state),
  );
}

function drawChat(chat: SandboxChat, state: PhoneState, { chooseChat }: SideActions): HTMLElement {
  const isGroup = chat.chat_mode === "group";
  const last = messagesOf(state, chat.chat_id).at(-1);
  const name = isGroup ? chat.name : "countersign";
  const hasUnread = state.openId !== undefined && isUnread(state, state.openId, chat.chat_id);
  return h(
    "button",
    {
      type: "button",
      class: "row chat-row",
      "data-key": chat.chat_id,
      "data-chat-id": chat.chat_id,
      "aria-current": chat.chat_id === state.chatId ? "true" : undefined,
      on: { click: () => chooseChat(chat.chat_id) },
    },
    isGroup ? drawGroupAvatar() : drawBotAvatar(),
    h(
      "span",
      { class: "row-lines" },
      h("span", { class: "row-name" }, name),
      h(
        "span",
        { class: "row-more" },
        last ? summarise(last, state.language) : words(state.language).nothingYet,
      ),
    ),
    h(
      "span",
      { class: "row-end" },
      last && h("time", {}, clockTime(last.create_time)),
      hasUnread && drawDot(state),
    ),
  );
}

function drawDot({ language }: PhoneState): HTMLElement {
  return h("span", { class: "dot", role: "img", "aria-label": words(language).unread });
}
