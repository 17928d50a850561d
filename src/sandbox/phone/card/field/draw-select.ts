import { type Child, h } from "../../h.ts";
import { asObject, asObjects, asString, asStrings, type Json } from "../../json.ts";
import { localized } from "../../language.ts";
import { words } from "../../words.ts";
import { type CardContext, findPerson } from "../card-context.ts";
import { drawField, fieldName, isRequired, placeholderOf } from "./draw-field.ts";

/** `select_static` and `select_person`: one of several. */
export function drawSelect(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const empty = h("option", { value: "" }, placeholderOf(element, context, words(context.language).select));
  const options = optionsOf(element, context).map(({ value, name }) => h("option", { value }, name));
  const select = h("select", attributes(element, context, control), empty, options);
  const { node, keep, send } = drawField<string>(element, context, control, {
    controls: h("div", { class: "select" }, select),
    read: () => select.value || undefined,
    write: (value) => void (select.value = value ?? ""),
    initial: asString(element["initial_option"]),
    toInputs: (option) => ({ option }),
  });
  select.addEventListener("change", keep);
  select.addEventListener("change", send);
  return node;
}

/** `multi_select_static` and `multi_select_person`: any of several. */
export function drawMultiSelect(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const boxes = optionsOf(element, context).map(({ value, name }) => ({
    name,
    box: h("input", {
      ...attributes(element, context, control),
      type: "checkbox",
      value,
      "aria-label": name,
    }),
  }));
  const chips = boxes.map(({ name, box }) => h("label", { class: "chip" }, box, h("span", {}, name)));
  const { node, keep, send } = drawField<readonly string[]>(element, context, control, {
    controls: h("div", { class: "chips", role: "group", "aria-label": fieldName(element, context) }, chips),
    read: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
    write: (values) => {
      for (const { box } of boxes) box.checked = values?.includes(box.value) ?? false;
    },
    initial: asStrings(element["selected_values"]),
    toInputs: (options) => ({ options }),
  });
  node.addEventListener("change", keep);
  node.addEventListener("change", send);
  return node;
}

interface Option {
  readonly value: string;
  readonly name: string;
}

/** The options of the card; for people without options the members of the chat. */
function optionsOf(element: Json, { language, people, members }: CardContext): readonly Option[] {
  const options = asObjects(element["options"]);
  if (!String(element["tag"]).endsWith("_person")) {
    return options.map((option) => ({
      value: asString(option["value"]) ?? "",
      name: localized(asObject(option["text"]), language),
    }));
  }
  const ids =
    options.length > 0
      ? options.map(({ value }) => asString(value) ?? "")
      : members.map((member) => member.open_id);
  return ids.map((value) => ({
    value,
    name: findPerson(people, value)?.name ?? words(language).unknownPerson,
  }));
}

function attributes(
  element: Json,
  context: CardContext,
  control: string,
): Readonly<Record<string, string | boolean | undefined>> {
  const isOff = element["disabled"] === true;
  return {
    "data-control": control,
    "data-off": isOff,
    disabled: isOff,
    name: asString(element["name"]),
    "aria-label": fieldName(element, context),
    "aria-required": isRequired(element) ? "true" : undefined,
  };
}
