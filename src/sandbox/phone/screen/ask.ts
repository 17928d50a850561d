import { h } from "../h.ts";
import { asObject, type Json } from "../json.ts";
import { type Language, localized } from "../language.ts";
import { words } from "../words.ts";

/** Asks what an element's `confirm` asks, in the phone. False if the person cancels. */
export function ask(screen: HTMLElement, confirm: Json, language: Language): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const title = localized(asObject(confirm["title"]), language);
  const text = localized(asObject(confirm["text"]), language);
  const before = document.activeElement;
  const answer = (isConfirmed: boolean) => {
    veil.remove();
    if (before instanceof HTMLElement) before.focus();
    resolve(isConfirmed);
  };
  const cancel = h("button", { type: "button", on: { click: () => answer(false) } }, words(language).cancel);
  const proceed = h(
    "button",
    { type: "button", class: "proceed", on: { click: () => answer(true) } },
    words(language).confirm,
  );
  const box = h(
    "div",
    { class: "dialog", role: "alertdialog", "aria-modal": "true", "aria-label": title },
    h("div", { class: "dialog-title" }, title),
    text !== "" && h("div", { class: "dialog-text" }, text),
    h("div", { class: "dialog-buttons" }, cancel, proceed),
  );
  const veil = h(
    "div",
    { class: "veil", on: { keydown: ({ key }) => key === "Escape" && answer(false) } },
    box,
  );
  screen.append(veil);
  proceed.focus();
  return promise;
}
