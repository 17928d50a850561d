import { h, icon } from "../h.ts";
import type { PhoneState } from "../phone-state.ts";
import { words } from "../words.ts";

export interface Composer {
  readonly node: HTMLElement;
  /** Shows what this person has begun to write in the open chat. */
  readonly show: (state: PhoneState) => void;
}

/** The line to write on. Nothing is said of what is blank. */
export function createComposer(onSay: (text: string) => void): Composer {
  const drafts = new Map<string, string>();
  let place = "";
  const line = h("input", {
    class: "composer-line",
    autocomplete: "off",
    maxlength: 5000,
    on: { input: () => drafts.set(place, line.value) },
  });
  const send = h("button", { type: "submit", class: "composer-send" }, icon(PLANE));
  const node = h("form", { class: "composer" }, line, send);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = line.value.trim();
    if (text === "") return;
    line.value = "";
    drafts.delete(place);
    onSay(text);
  });
  return {
    node,
    show({ language, openId, chatId, view }) {
      const { inputHint, groupInputHint, sendMessage } = words(language);
      const isGroup = view.chats.find(({ chat_id }) => chat_id === chatId)?.chat_mode === "group";
      line.placeholder = isGroup ? groupInputHint : inputHint;
      line.disabled = openId === undefined;
      line.setAttribute("aria-label", inputHint);
      send.setAttribute("aria-label", sendMessage);
      if (place === `${openId} ${chatId}`) return;
      place = `${openId} ${chatId}`;
      line.value = drafts.get(place) ?? "";
    },
  };
}

const PLANE = "M4 12 20 4l-5 16-3.500-6.500L4 12Zm7.500 1.500L20 4";
