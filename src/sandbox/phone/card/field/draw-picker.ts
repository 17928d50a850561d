import { type Child, h } from "../../h.ts";
import { asString, type Json } from "../../json.ts";
import { words } from "../../words.ts";
import type { CardContext } from "../card-context.ts";
import { drawField, fieldName, isRequired, placeholderOf } from "./draw-field.ts";

/** `date_picker`, `picker_time` and `picker_datetime`. They send a time with the browser's zone: `2024-04-29 07:07 +0800`. */
export function drawPicker(element: Json, context: CardContext): Child {
  const control = context.nextControl();
  const { type, initial } = KINDS[asString(element["tag"]) ?? ""] ??
    KINDS["date_picker"] ?? { type: "date", initial: "" };
  const isOff = element["disabled"] === true;
  const input = h("input", {
    type,
    "data-control": control,
    "data-off": isOff,
    disabled: isOff,
    name: asString(element["name"]),
    "aria-label": fieldName(element, context),
    "aria-required": isRequired(element) ? "true" : undefined,
  });
  const hint = h(
    "span",
    { class: "picker-hint" },
    placeholderOf(element, context, words(context.language).select),
  );
  const { node, keep, send } = drawField<string>(element, context, control, {
    controls: h("div", { class: "input picker" }, input, hint),
    read: () => (input.value ? toSent(input.value) : undefined),
    write(value) {
      input.value = toLocal(value ?? "", type);
      input.toggleAttribute("data-empty", input.value === "");
    },
    initial: asString(element[initial]),
    toInputs: (option) => ({ option }),
  });
  input.addEventListener("change", keep);
  input.addEventListener("input", () => input.toggleAttribute("data-empty", input.value === ""));
  input.addEventListener("change", send);
  return node;
}

const KINDS: Readonly<Record<string, { readonly type: string; readonly initial: string }>> = {
  date_picker: { type: "date", initial: "initial_date" },
  picker_time: { type: "time", initial: "initial_time" },
  picker_datetime: { type: "datetime-local", initial: "initial_datetime" },
};

/** `2024-04-29T07:07` of the browser as Lark sends it. */
function toSent(value: string): string {
  const moment = new Date(value.includes("-") ? value : Date.now());
  return `${value.replace("T", " ")} ${formatOffset(-moment.getTimezoneOffset())}`;
}

/** `2024-04-29 07:07`, perhaps with a zone, as the browser's input takes it. */
function toLocal(value: string, type: string): string {
  const [, local = ""] = /^([\d-]*\s?[\d:]*)/.exec(value) ?? [];
  return type === "datetime-local" ? local.trim().replace(" ", "T") : local.trim();
}

function formatOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
}
