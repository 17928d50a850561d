import { cardElements } from "../../card-schema/card-elements.ts";
import { isJsonObject, ownObject, ownString } from "../../protocol/json-object.ts";
import type { SandboxClick, SandboxMessage } from "../../sandbox/view.ts";

/** What somebody who looks at a card sees of its state. */
export interface CardState {
  /** The header's colour, such as `orange`. */
  readonly template: string | undefined;
  readonly title: string;
  /** The first label beside the title, such as `Pending`. */
  readonly status: string;
  readonly buttons: readonly CardButton[];
}

export interface CardButton {
  readonly label: string;
  /** What a click brings back. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Undefined for a message that is no card. */
export function readCard({ content }: SandboxMessage): CardState | undefined {
  const header = isJsonObject(content) ? ownObject(content, "header") : undefined;
  if (header === undefined) return undefined;
  const status = cardElements(header["text_tag_list"]).find(({ tag }) => tag === "plain_text");
  return {
    template: ownString(header, "template"),
    title: ownString(ownObject(header, "title") ?? {}, "content") ?? "",
    status: status === undefined ? "" : (ownString(status.element, "content") ?? ""),
    buttons: cardElements(content)
      .filter(({ tag }) => tag === "button")
      .map(({ element }) => readButton(element))
      .toArray(),
  };
}

/** The click of a person on a button of a message. */
export function clickOn(message: SandboxMessage, openId: string, { value }: CardButton): SandboxClick {
  return { message_id: message.message_id, open_id: openId, element: { tag: "button", value } };
}

function readButton(element: Readonly<Record<string, unknown>>): CardButton {
  const behaviors = Array.isArray(element["behaviors"]) ? element["behaviors"].filter(isJsonObject) : [];
  const callback = behaviors.find(({ type }) => type === "callback") ?? {};
  return {
    label: ownString(ownObject(element, "text") ?? {}, "content") ?? "",
    value: ownObject(callback, "value") ?? {},
  };
}
