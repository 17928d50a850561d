import { type Child, h, icon } from "../../h.ts";
import { asNumber, asString, type Json } from "../../json.ts";
import { words } from "../../words.ts";
import type { CardContext } from "../card-context.ts";
import { drawField, fieldName, isRequired, placeholderOf } from "./draw-field.ts";

/** `input`, of one line or several. Outside a form a button beside it, or Enter, sends it. */
export function drawInput(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const input = drawControl(element, context, control);
  const sendButton = drawSend(context, control);
  const { node, keep, send } = drawField<string>(element, context, control, {
    controls: h("div", { class: "input" }, input, !context.form && sendButton),
    read: () => input.value,
    write: (value) => void (input.value = value ?? ""),
    initial: asString(element["default_value"]),
    toInputs: (value) => ({ input_value: value }),
  });
  input.addEventListener("input", keep);
  sendButton.addEventListener("click", send);
  input.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.key === "Enter" && input instanceof HTMLInputElement) send();
  });
  return node;
}

function drawControl(
  element: Json,
  context: CardContext,
  control: string,
): HTMLInputElement | HTMLTextAreaElement {
  const kind = asString(element["input_type"]) ?? "text";
  const attributes = {
    "data-control": control,
    "data-off": element["disabled"] === true,
    disabled: element["disabled"] === true,
    name: asString(element["name"]),
    "aria-label": fieldName(element, context),
    "aria-required": isRequired(element) ? "true" : undefined,
    placeholder: placeholderOf(element, context, words(context.language).enter),
    maxlength: asNumber(element["max_length"]) ?? 1000,
    autocomplete: "off",
  };
  return kind === "multiline_text"
    ? h("textarea", { ...attributes, rows: Math.min(asNumber(element["rows"]) ?? 3, 8) })
    : h("input", { ...attributes, type: kind === "password" ? "password" : "text" });
}

function drawSend({ language }: CardContext, control: string): HTMLButtonElement {
  return h(
    "button",
    { type: "button", class: "input-send", "data-control": control, "aria-label": words(language).send },
    icon("M5 12h13M12.5 6.5 18 12l-5.5 5.5"),
  );
}
