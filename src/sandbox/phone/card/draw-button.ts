import { type Child, h, icon } from "../h.ts";
import { asObject, asObjects, asString, type Json } from "../json.ts";
import { localized } from "../language.ts";
import { words } from "../words.ts";
import { callbackOf, formActionOf, urlOf } from "./behavior.ts";
import type { CardContext } from "./card-context.ts";

/** `button`: submits or resets its form, opens an address, calls back; one that is told none of these does nothing. */
export function drawButton(element: Json, context: CardContext): Child {
  const { language, nextControl } = context;
  const control = nextControl();
  const isOff = element["disabled"] === true;
  const tips = asObject(element[isOff ? "disabled_tips" : "hover_tips"]);
  return h(
    "button",
    {
      type: "button",
      class: "button",
      "data-control": control,
      "data-type": asString(element["type"]) ?? "default",
      "data-size": asString(element["size"]),
      "data-width": element["width"] === "fill" ? "fill" : undefined,
      "data-off": isOff,
      disabled: isOff,
      title: localized(tips, language) || undefined,
      on: { click: () => press(element, control, context) },
    },
    h("span", { class: "button-text" }, localized(asObject(element["text"]), language)),
  );
}

function press(element: Json, control: string, { schema, form, press: send }: CardContext): void {
  const action = form && formActionOf(element);
  if (action === "reset") return form?.reset();
  if (action === "submit") {
    const formValue = form?.submit();
    if (formValue) send({ element, control, inputs: { form_value: formValue } });
    return;
  }
  const url = urlOf(element);
  if (url !== undefined) globalThis.open(url, "_blank", "noopener");
  if (callbackOf(element, schema)) send({ element, control });
}

/** `overflow`: a menu of options, each of which opens an address or calls back. */
export function drawOverflow(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const choose = (option: Json, menu: HTMLDetailsElement) => {
    menu.open = false;
    const url = urlOf(option);
    if (url !== undefined) globalThis.open(url, "_blank", "noopener");
    else context.press({ element, control, inputs: { option: asString(option["value"]) ?? "" } });
  };
  const menu = h("details", { class: "overflow" });
  const items = asObjects(element["options"]).map((option) =>
    h(
      "button",
      { type: "button", "data-control": control, on: { click: () => choose(option, menu) } },
      localized(asObject(option["text"]), context.language),
    ),
  );
  const dots = icon("M6 12h.01M12 12h.01M18 12h.01", "icon dots");
  const { more } = words(context.language);
  menu.append(
    h("summary", { class: "button", "aria-label": more }, dots),
    h("div", { class: "overflow-menu" }, items),
  );
  return menu;
}
