import { type Child, h } from "../../h.ts";
import { imageUrl } from "../../image-url.ts";
import { asObjects, asString, asStrings, type Json } from "../../json.ts";
import type { CardContext } from "../card-context.ts";
import { drawField, fieldName } from "./draw-field.ts";

/** `select_img`: one of several pictures, or any of them where the card says `multi_select`. */
export function drawImageSelect(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const isMany = element["multi_select"] === true;
  // Radio buttons of one name undo each other, whatever card they are in.
  const group = crypto.randomUUID();
  const boxes = asObjects(element["options"]).map((option) => {
    const value = asString(option["value"]) ?? "";
    const isOff = element["disabled"] === true || option["disabled"] === true;
    const box = h("input", {
      type: isMany ? "checkbox" : "radio",
      name: group,
      value,
      disabled: isOff,
      "data-control": control,
      "data-off": isOff,
      "aria-label": value,
    });
    const src = imageUrl(asString(option["img_key"]) ?? "");
    return { value, box, picture: h("img", { src, alt: value, loading: "lazy" }) };
  });
  const pictures = boxes.map(({ box, picture }) => h("label", { class: "picture" }, box, picture));
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ value }) => value);
  const { node, keep, send } = drawField<string | readonly string[]>(element, context, control, {
    controls: h(
      "div",
      {
        class: "pictures",
        role: "group",
        "aria-label": fieldName(element, context),
        "data-layout": asString(element["layout"]),
      },
      pictures,
    ),
    read: () => (isMany ? chosen() : chosen()[0]),
    write: (value) => {
      const values = typeof value === "string" ? [value] : asStrings(value);
      for (const { value: own, box } of boxes) box.checked = values.includes(own);
    },
    initial: undefined,
    toInputs: (value) => (typeof value === "string" ? { option: value } : { options: value }),
  });
  node.addEventListener("change", keep);
  node.addEventListener("change", send);
  return node;
}
