import type { SandboxFault } from "../../view.ts";
import { h } from "../h.ts";
import type { Language } from "../language.ts";
import { type Words, words } from "../words.ts";
import type { FaultActions } from "./fault-panel.ts";

type NewFault = Omit<SandboxFault, "id">;

/** Where a fault is put together; a preset fills it in. */
export function drawFaultForm(language: Language, actions: FaultActions): HTMLElement {
  const w = words(language);
  const fields = drawFields(w);
  const { on, kind, status, code, delay, times, afterEffect } = fields;
  const form = h(
    "form",
    { class: "fault-form" },
    h("div", { class: "section-head" }, h("h2", {}, w.faults)),
    h("div", { class: "presets" }, drawPresets(w, fields)),
    h(
      "div",
      { class: "fault-fields" },
      labelled(w.on, h("span", { class: "select" }, on)),
      labelled(w.kind, h("span", { class: "select" }, kind)),
      labelled(w.status, status, "answer"),
      labelled(w.code, code, "answer"),
      labelled(w.delay, delay),
      labelled(w.times, times),
    ),
    h(
      "div",
      { class: "fault-end" },
      h("label", { class: "check" }, afterEffect, w.afterEffect),
      h("button", { type: "submit", class: "inject" }, w.inject),
    ),
    drawConnections(w, actions),
  );
  const showKind = () => form.setAttribute("data-kind", kind.value);
  form.addEventListener("change", showKind);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    actions.addFault(readFields(fields));
  });
  showKind();
  return form;
}

/** What cannot wait for a call: it happens to the long connections at once. */
function drawConnections(w: Words, { cutConnections, silenceConnections }: FaultActions): HTMLElement {
  return h(
    "div",
    { class: "connections", role: "group", "aria-label": w.connections },
    h("span", {}, w.connections),
    drawDeed(w.cutConnections, cutConnections),
    drawDeed(w.silenceConnections, silenceConnections),
  );
}

function drawDeed(name: string, click: () => void): HTMLElement {
  return h("button", { type: "button", class: "preset", on: { click } }, name);
}

type Fields = ReturnType<typeof drawFields>;

function drawFields(w: Words) {
  return {
    on: h("select", {}, drawOptions(w.calls)),
    kind: h("select", {}, drawOptions(w.kinds)),
    status: drawNumber("429", 100),
    code: drawNumber("99991400", 0),
    delay: drawNumber("", 0),
    times: drawNumber("1", 1),
    afterEffect: h("input", { type: "checkbox" }),
  };
}

function drawNumber(value: string, min: number): HTMLInputElement {
  return h("input", { type: "number", value, min, inputmode: "numeric" });
}

function drawOptions(names: Readonly<Record<string, string>>): readonly HTMLElement[] {
  return Object.entries(names).map(([value, name]) => h("option", { value }, name));
}

function labelled(name: string, control: HTMLElement, kind?: string): HTMLElement {
  return h("label", { "data-for": kind }, h("span", {}, name), control);
}

function drawPresets(w: Words, fields: Fields): readonly HTMLElement[] {
  return Object.entries(w.presets).map(([preset, name]) =>
    h(
      "button",
      {
        type: "button",
        class: "preset",
        on: {
          click: () => {
            writeFields(fields, PRESETS[preset as keyof Words["presets"]]);
            fields.kind.dispatchEvent(new Event("change", { bubbles: true }));
          },
        },
      },
      name,
    ),
  );
}

const PRESETS: Readonly<Record<keyof Words["presets"], NewFault>> = {
  rateLimit: { on: "patch", kind: "answer", status: 429, code: 99_991_400, times: 3, after_effect: false },
  timeout: { on: "callback", kind: "delay", delay_ms: 4000, times: 1, after_effect: false },
  cut: { on: "send", kind: "reset", times: 1, after_effect: true },
  token: { on: "any", kind: "expired_token", times: 1, after_effect: false },
};

function writeFields(fields: Fields, fault: NewFault): void {
  fields.on.value = fault.on;
  fields.kind.value = fault.kind;
  fields.status.value = String(fault.status ?? "");
  fields.code.value = String(fault.code ?? "");
  fields.delay.value = String(fault.delay_ms ?? "");
  fields.times.value = String(fault.times);
  fields.afterEffect.checked = fault.after_effect;
}

function readFields({ on, kind, status, code, delay, times, afterEffect }: Fields): NewFault {
  const isAnswer = kind.value === "answer";
  return {
    on: on.value as NewFault["on"],
    kind: kind.value as NewFault["kind"],
    status: isAnswer ? readNumber(status) : undefined,
    code: isAnswer ? readNumber(code) : undefined,
    delay_ms: readNumber(delay),
    times: readNumber(times) ?? 1,
    after_effect: afterEffect.checked,
  };
}

function readNumber({ value }: HTMLInputElement): number | undefined {
  return value === "" ? undefined : Number(value);
}
