import { type Child, h } from "../../h.ts";
import { asObject, asString, type Json } from "../../json.ts";
import { localized } from "../../language.ts";
import type { CardContext } from "../card-context.ts";
import { drawText } from "../draw-text.ts";
import { drawField } from "./draw-field.ts";

/** `checker`: one box to tick. */
export function drawChecker(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const isOff = element["disabled"] === true;
  const text = asObject(element["text"]);
  const box = h("input", {
    type: "checkbox",
    "data-control": control,
    "data-off": isOff,
    disabled: isOff,
    name: asString(element["name"]),
    "aria-label": localized(text, context.language),
  });
  const { node, keep, send } = drawField<boolean>(element, context, control, {
    controls: h("label", { class: "checker" }, box, drawText(text, context)),
    read: () => box.checked,
    write: (value) => void (box.checked = value ?? false),
    initial: element["checked"] === true,
    toInputs: (checked) => ({ checked }),
  });
  box.addEventListener("change", keep);
  box.addEventListener("change", send);
  return node;
}
