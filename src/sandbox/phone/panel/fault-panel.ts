import type { SandboxFault } from "../../view.ts";
import { h } from "../h.ts";
import type { PhoneState } from "../phone-state.ts";
import { words } from "../words.ts";
import { drawFaultForm } from "./fault-form.ts";

export interface FaultActions {
  readonly addFault: (fault: Omit<SandboxFault, "id">) => void;
  readonly removeFault: (id: string) => void;
  readonly cutConnections: () => void;
  readonly silenceConnections: () => void;
}

export interface FaultPanel {
  readonly node: HTMLElement;
  readonly show: (state: PhoneState) => void;
}

/** Injects faults into the pretend platform, and lists those that wait. */
export function createFaultPanel(actions: FaultActions): FaultPanel {
  const list = h("ul", { class: "fault-list" });
  const form = h("div");
  const node = h("section", { class: "faults" }, form, list);
  let language: string | undefined;
  return {
    node,
    show(state) {
      // The form keeps what has been entered, so it is drawn again only for another language.
      if (language !== state.language) form.replaceChildren(drawFaultForm(state.language, actions));
      language = state.language;
      list.replaceChildren(...state.view.faults.map((fault) => drawFault(fault, state, actions)));
    },
  };
}

function drawFault(
  fault: SandboxFault,
  { language }: PhoneState,
  { removeFault }: FaultActions,
): HTMLElement {
  const w = words(language);
  const answer = fault.kind === "answer" ? `${fault.status ?? 200} / ${fault.code ?? 0}` : "";
  const delay = fault.delay_ms === undefined ? "" : `${fault.delay_ms} ms`;
  const details = [w.kinds[fault.kind], answer, delay, fault.after_effect ? w.afterEffect : ""].filter(
    Boolean,
  );
  return h(
    "li",
    {},
    h("span", { class: "fault-times" }, `${fault.times}×`),
    h("span", { class: "fault-text" }, h("strong", {}, w.calls[fault.on]), " ", details.join(" · ")),
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": w.remove, on: { click: () => removeFault(fault.id) } },
      "✕",
    ),
  );
}
