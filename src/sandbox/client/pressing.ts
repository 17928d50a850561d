import { cardSchema, formAction, formAround } from "../../card-schema/card-elements.ts";
import { SandboxError } from "../sandbox-error.ts";
import { seenBy } from "../tenant/sharing.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxClick, SandboxClickResult, SandboxMessage, SandboxPerson } from "../view.ts";
import { collectForm } from "./collect-form.ts";
import type { CollectedForm } from "./collect-form.ts";
import { findPressed } from "./find-pressed.ts";
import type { PressedElement } from "./find-pressed.ts";
import type { ClientTime } from "./picked-time.ts";

/** A click with everything that it names looked up. */
export interface Pressing {
  readonly message: SandboxMessage;
  readonly person: SandboxPerson;
  readonly pressed: PressedElement;
  /** Set when the press sends a form. */
  readonly form: CollectedForm | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a card can be interacted with, by its schema. */
const LIFETIME_MS = { 1: 30 * DAY_MS, 2: 14 * DAY_MS } as const;

/**
 * Looks up what a click means. Throws SandboxError "message_not_found", "person_not_found", "not_in_chat" or
 * "element_not_found" for one that nobody could make.
 */
export function findPressing(
  { messages, people, chats }: Tenant,
  click: SandboxClick,
  time: ClientTime,
): Pressing {
  const message = messages.find(click.message_id);
  if (!message || message.deleted) throw new SandboxError("message_not_found", "there is no such message");
  const person = people.find("open_id", click.open_id);
  if (!person) throw new SandboxError("person_not_found", "there is nobody with this open_id");
  if (!chats.find(message.chat_id)?.members.includes(person.open_id)) {
    throw new SandboxError("not_in_chat", `${person.name} is not in the chat of this message`);
  }
  const shown = messages.at(message.message_id, click.revision ?? message.revision);
  const pressed = shown && findPressed(seenBy(shown, person.open_id), click.element);
  if (!pressed) throw new SandboxError("element_not_found", "the card shows no such element");
  const around = formAction(pressed.element) === "submit" ? formAround(pressed) : undefined;
  return { message, person, pressed, form: around && collectForm(around, click.form_value ?? {}, time) };
}

/** Why the client sends no callback for this press, or undefined if it does. */
export function whyUnsent({ message, pressed, form }: Pressing, now: Date): SandboxClickResult["unsent"] {
  const age = now.getTime() - message.create_time;
  if (age > LIFETIME_MS[cardSchema(message.content)]) return { reason: "expired" };
  if (pressed.element["disabled"] === true) return { reason: "disabled" };
  if (!pressed.callback) return { reason: "no_callback" };
  if (form && form.missing.length > 0) return { reason: "required", fields: form.missing };
  return undefined;
}
