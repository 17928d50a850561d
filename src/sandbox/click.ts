import { callbackAction, callbackBody } from "./callback-body.ts";
import type { CallbackLine } from "./callback-line.ts";
import { cardSchema } from "./card-elements.ts";
import type { CardScreen } from "./card-screen.ts";
import { react } from "./client-behaviour.ts";
import type { EventFeed } from "./event-feed.ts";
import { collectForm } from "./form-value.ts";
import type { CollectedForm } from "./form-value.ts";
import type { Ids } from "./ids.ts";
import { findPressed, isSubmit } from "./pressed-element.ts";
import type { PressedElement } from "./pressed-element.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { Tenant } from "./tenant.ts";
import type { UpdateTokens } from "./update-tokens.ts";
import type { SandboxClick, SandboxClickResult, SandboxMessage, SandboxPerson } from "./view.ts";

export interface ClickOptions {
  readonly tenant: Tenant;
  readonly line: CallbackLine;
  readonly screen: CardScreen;
  readonly feed: EventFeed;
  readonly updateTokens: UpdateTokens;
  /** Whether the platform would take this card in an answer. */
  readonly acceptsCard: (card: unknown) => boolean;
  readonly ids: Ids;
  readonly clock: () => Date;
  /** IANA name of the zone that all clients are in. */
  readonly timezone: string;
}

export type Click = (click: SandboxClick) => Promise<SandboxClickResult>;

interface Pressing {
  readonly message: SandboxMessage;
  readonly person: SandboxPerson;
  readonly pressed: PressedElement;
  readonly form: CollectedForm | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Presses elements of cards as people would, and does what their client does with the answer. Throws SandboxError
 * "message_not_found", "person_not_found", "not_in_chat" or "element_not_found" for a click that nobody could make.
 */
export function createClick(options: ClickOptions): Click {
  const { tenant, line, screen, feed, updateTokens, ids, clock, timezone } = options;
  return async (click) => {
    const pressing = locate(tenant, click);
    const { message, person, pressed, form } = pressing;
    const unsent = whyUnsent(pressing, clock());
    if (unsent) return { unsent, took_ms: 0 };
    const updateToken = updateTokens.issue(message.message_id);
    const action = callbackAction(pressed, click, form?.values, timezone);
    const body = callbackBody(message, person, action, { tenant, ids, now: clock(), updateToken });

    const who = { message_id: message.message_id, open_id: person.open_id };
    const press = screen.press(message);
    feed.publish({ type: "pressed", ...who });
    const startedAt = performance.now();
    const delivery = await line.send(body);
    const took_ms = Math.round(performance.now() - startedAt);
    const { card, ...shown } = react(delivery, message.content, options.acceptsCard);
    press.end(card);
    const result: SandboxClickResult = { ...shown, took_ms };
    feed.publish({ type: "answered", ...who, result });
    return result;
  };
}

function locate({ messages, people, chats }: Tenant, click: SandboxClick): Pressing {
  const message = messages.find(click.message_id);
  if (!message || message.deleted) throw new SandboxError("message_not_found", "there is no such message");
  const person = people.find("open_id", click.open_id);
  if (!person) throw new SandboxError("person_not_found", "there is nobody with this open_id");
  if (!chats.find(message.chat_id)?.members.includes(person.open_id)) {
    throw new SandboxError("not_in_chat", `${person.name} is not in the chat of this message`);
  }
  const card = messages.contentAt(message.message_id, click.revision ?? message.revision);
  const pressed = findPressed(card, click.element);
  if (!pressed) throw new SandboxError("element_not_found", "the card shows no such element");
  const submits = pressed.form && isSubmit(pressed.element);
  const form = submits && pressed.form ? collectForm(pressed.form, click.form_value ?? {}) : undefined;
  return { message, person, pressed, form };
}

function whyUnsent({ message, pressed, form }: Pressing, now: Date): SandboxClickResult["unsent"] {
  const lifetime = cardSchema(message.content) === 2 ? 14 * DAY_MS : 30 * DAY_MS;
  if (now.getTime() - message.create_time > lifetime) return { reason: "expired" };
  if (pressed.element["disabled"] === true) return { reason: "disabled" };
  if (!pressed.callback) return { reason: "no_callback" };
  if (form && form.missing.length > 0) return { reason: "required", fields: form.missing };
  return undefined;
}
