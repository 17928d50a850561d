import { findPerson } from "../card/card-context.ts";
import { type Child, h } from "../h.ts";
import type { PhoneState } from "../phone-state.ts";
import { summarise } from "../screen/summarise.ts";
import { toastOf } from "../screen/toasts.ts";
import { preciseTime } from "../time.ts";
import { words } from "../words.ts";
import type { Activity } from "./activity.ts";

export interface ActivityLog {
  readonly node: HTMLElement;
  readonly add: (activity: Activity, state: PhoneState) => void;
  /** Draws all of it again, as after a change of language. */
  readonly show: (state: PhoneState) => void;
}

/** What has happened, the newest first, at most 200 entries. */
export function createActivityLog(): ActivityLog {
  let activities: readonly Activity[] = [];
  const list = h("ol", { class: "activities" });
  const head = h("div", { class: "section-head" });
  const clear = () => {
    activities = [];
    list.replaceChildren();
  };
  return {
    node: h("section", { class: "activity" }, head, list),
    add(activity, state) {
      activities = [activity, ...activities].slice(0, 200);
      list.prepend(drawActivity(activity, state));
      while (list.childElementCount > activities.length) list.lastElementChild?.remove();
    },
    show(state) {
      const { activity, clear: clearWord } = words(state.language);
      const button = h("button", { type: "button", class: "quiet", on: { click: clear } }, clearWord);
      head.replaceChildren(h("h2", {}, activity), button);
      list.replaceChildren(...activities.map((entry) => drawActivity(entry, state)));
    },
  };
}

function drawActivity(activity: Activity, state: PhoneState): HTMLElement {
  const { text, detail, end, tone } = describe(activity, state);
  const line = [
    h("time", {}, preciseTime(activity.at)),
    h("span", { class: "activity-text" }, text),
    end !== undefined && h("span", { class: "activity-end" }, end),
  ];
  const content =
    detail === undefined
      ? h("div", { class: "activity-line" }, line)
      : h(
          "details",
          {},
          h("summary", { class: "activity-line" }, line),
          h("pre", {}, JSON.stringify(detail, undefined, 2)),
        );
  return h("li", { "data-kind": activity.kind, "data-tone": tone }, content);
}

interface Description {
  readonly text: readonly Child[];
  readonly detail?: unknown;
  /** Small, at the end of the line. */
  readonly end?: string | undefined;
  readonly tone?: string | undefined;
}

function describe(activity: Activity, state: PhoneState): Description {
  const { language } = state;
  const w = words(language);
  switch (activity.kind) {
    case "pressed":
      return describePress(activity, state);
    case "answered":
      return describeAnswer(activity, state);
    case "faults":
      return { text: [w.faultsChanged(activity.count)], tone: activity.count > 0 ? "warning" : undefined };
    case "told":
      return {
        text: [w.told(activity.eventType)],
        end: activity.acknowledged ? w.taken : w.notTaken(activity.attempt),
        tone: activity.acknowledged ? "success" : "error",
      };
    case "connection":
      return {
        text: [activity.isConnected ? w.online : w.offline],
        tone: activity.isConnected ? undefined : "error",
      };
    default:
      return describeMessage(activity, state);
  }
}

function describePress(
  { openId, own }: Extract<Activity, { kind: "pressed" }>,
  state: PhoneState,
): Description {
  const label = own && h("span", { class: "said" }, own.label);
  return { text: [name(openId, state), ` ${words(state.language).pressed} `, label], detail: own?.click };
}

function describeAnswer(
  { result }: Extract<Activity, { kind: "answered" }>,
  { language }: PhoneState,
): Description {
  const toast = toastOf(result, language);
  const text = [
    `${words(language).answered} `,
    h("span", { class: "said" }, toast?.text ?? words(language).noToast),
  ];
  return { text, detail: result, end: `${Math.round(result.took_ms)} ms`, tone: toast?.type ?? "success" };
}

function describeMessage(activity: Extract<Activity, { message: unknown }>, state: PhoneState): Description {
  const { language } = state;
  const w = words(language);
  const { kind, message } = activity;
  const said = h("span", { class: "said" }, summarise(message, language));
  if (message.sender !== undefined) {
    return { text: [name(message.sender, state), ` ${w.saidEntry} `, said], detail: message.content };
  }
  const sent = message.msg_type === "text" ? w.sentText : w.sent;
  const verb = { sent, updated: w.updated, recalled: w.recalledEntry, urged: w.urgedEntry }[kind];
  const text = [verb, " ", said];
  return { text, detail: message.content, end: kind === "updated" ? `r${message.revision}` : undefined };
}

function name(openId: string, { view }: PhoneState): Child {
  return h("strong", {}, findPerson(view.people, openId)?.name ?? openId);
}
