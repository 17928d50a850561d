import { type Child, h } from "../h.ts";
import { asObject, asString, type Json } from "../json.ts";
import { localized } from "../language.ts";
import { callbackOf, urlOf } from "./behavior.ts";
import type { CardContext } from "./card-context.ts";
import { flow } from "./draw-layout.ts";
import { cssBox, cssColor } from "./style.ts";

/** `interactive_container`: a block that is pressed as a whole, but for what can be pressed within it. */
export function drawInteractiveContainer(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const isOff = element["disabled"] === true;
  const tips = asObject(element[isOff ? "disabled_tips" : "hover_tips"]);
  const node = h(
    "div",
    {
      class: "container",
      role: "button",
      tabindex: isOff ? -1 : 0,
      "aria-disabled": isOff ? "true" : undefined,
      "data-control": control,
      "data-off": isOff,
      "data-border": element["has_border"] === true,
      title: localized(tips, context.language) || undefined,
      style: {
        ...flow(element),
        background: cssColor(element["background_style"], "tint"),
        padding: cssBox(element["padding"]),
        "border-radius": asString(element["corner_radius"]),
      },
    },
    context.draw(element["elements"], context),
  );
  const press = (event: Event) => {
    const nearest = event.target instanceof Element && event.target.closest("[data-control], a, label");
    if (nearest !== node || isOff) return;
    const url = urlOf(element);
    if (url !== undefined) globalThis.open(url, "_blank", "noopener");
    if (callbackOf(element, context.schema)) context.press({ element, control });
  };
  node.addEventListener("click", press);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") press(event);
  });
  return node;
}
