import { h, icon } from "./h.ts";

/** A person's avatar: initials on a colour that belongs to the id. It says nothing to assistive technology. */
export function drawAvatar(id: string, name: string): HTMLElement {
  return h(
    "span",
    { class: "avatar", "aria-hidden": "true", style: { "--hue": String(hueOf(id)) } },
    initials(name),
  );
}

/** The bot's avatar: the mark of countersign. */
export function drawBotAvatar(): HTMLElement {
  return h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, icon("M5 12.5l4.2 4.2L19 7"));
}

export function drawGroupAvatar(): HTMLElement {
  const people =
    "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11Zm-6 8c0-3 2.7-5 6-5s6 2 6 5M15.5 5a3 3 0 0 1 0 5.8M17 14.3c2.4.5 4 2.2 4 4.7";
  return h("span", { class: "avatar avatar-group", "aria-hidden": "true" }, icon(people));
}

/** The last two characters of a Chinese name; of others the first letters of the first and the last word. */
function initials(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return Array.from(name.trim()).slice(-2).join("");
  const names = name.trim().split(/\s+/);
  const ends = names.length > 1 ? [names[0], names.at(-1)] : names;
  return ends.map((part) => Array.from(part ?? "")[0]?.toUpperCase() ?? "").join("");
}

function hueOf(id: string): number {
  const sum = Array.from(id).reduce(
    (hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973,
    7,
  );
  return (sum * 47) % 360;
}
