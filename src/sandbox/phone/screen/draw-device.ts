import { h, icon } from "../h.ts";
import { chatsOf, type PhoneState } from "../phone-state.ts";
import { clockTime } from "../time.ts";
import { words } from "../words.ts";

export interface Device {
  readonly node: HTMLElement;
  /** Where toasts and dialogs appear. */
  readonly screen: HTMLElement;
  readonly show: (state: PhoneState) => void;
}

/** The telephone around a conversation: status bar, title bar and the line to write on. */
export function createDevice(conversation: HTMLElement, composer: HTMLElement): Device {
  const time = h("time", { class: "status-time" }, clockTime(Date.now()));
  setInterval(() => (time.textContent = clockTime(Date.now())), 5000);
  const title = h("div", { class: "title-bar" });
  const screen = h("div", { class: "screen" }, drawStatusBar(time), title, conversation, composer);
  return {
    node: h("div", { class: "device" }, screen),
    screen,
    show(state) {
      title.replaceChildren(...drawTitle(state));
    },
  };
}

function drawStatusBar(time: HTMLElement): HTMLElement {
  const battery = h("span", { class: "battery" });
  const icons = h(
    "span",
    { class: "status-icons" },
    icon(SIGNAL, "icon signal"),
    icon(WIFI, "icon wifi"),
    battery,
  );
  return h(
    "div",
    { class: "status-bar", "aria-hidden": "true" },
    time,
    h("span", { class: "island" }),
    icons,
  );
}

function drawTitle(state: PhoneState): readonly Node[] {
  const { language, isConnected } = state;
  const chat = chatsOf(state).find(({ chat_id }) => chat_id === state.chatId);
  const isGroup = chat?.chat_mode === "group";
  const name = isGroup ? chat.name : "countersign";
  const about = isGroup ? words(language).members(chat.members.length) : words(language).private;
  return [
    icon(BACK, "icon back"),
    h(
      "div",
      { class: "title" },
      h("h1", { class: "title-name" }, name),
      h("div", { class: "title-about" }, isConnected ? about : words(language).connecting),
    ),
    icon(DOTS, "icon dots"),
  ];
}

const BACK = "M15 5l-7 7 7 7";
const DOTS = "M6 12h.01M12 12h.01M18 12h.01";
const SIGNAL = "M4 18v-3M9 18v-6M14 18V9M19 18V6";
const WIFI =
  "M3.500 9.500a12 12 0 0 1 17 0M6.500 13a7.700 7.700 0 0 1 11 0M9.600 16.300a3.400 3.400 0 0 1 4.800 0M12 19h.01";
