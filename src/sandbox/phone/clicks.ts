import type { SandboxClick, SandboxClickResult, SandboxMessage } from "../view.ts";
import { callbackOf } from "./card/behavior.ts";
import type { Press } from "./card/card-context.ts";
import { asObject, asString } from "./json.ts";
import { localized } from "./language.ts";
import type { OwnClick } from "./panel/activity.ts";
import type { PhoneState } from "./phone-state.ts";
import type { SandboxClient } from "./sandbox-client.ts";
import { ask } from "./screen/ask.ts";
import { showToast, toastOf } from "./screen/toasts.ts";
import { words } from "./words.ts";

interface InFlight extends OwnClick {
  readonly control: string;
}

/** The clicks of this page, from the press to the answer. One person has at most one under way on a message. */
export class Clicks {
  readonly #inFlight = new Map<string, InFlight>();
  readonly #client: SandboxClient;
  readonly #screen: HTMLElement;
  readonly #state: () => PhoneState;
  readonly #onChange: () => void;

  /** `onChange` is called whenever a click sets out or is answered; toasts and questions appear in `screen`. */
  constructor(client: SandboxClient, screen: HTMLElement, state: () => PhoneState, onChange: () => void) {
    this.#client = client;
    this.#screen = screen;
    this.#state = state;
    this.#onChange = onChange;
  }

  /** Asks back if the element wants it, sends the click and shows what the client shows. It never rejects. */
  async press(message: SandboxMessage, press: Press): Promise<void> {
    const { openId, language } = this.#state();
    const key = `${openId} ${message.message_id}`;
    if (openId === undefined || this.#inFlight.has(key)) return;
    const { confirm } = press.element;
    if (confirm !== undefined && !(await ask(this.#screen, asObject(confirm), language))) return;
    const click = toClick(message, press, openId);
    const label = localized(asObject(press.element["text"]), language) || click.element.tag;
    this.#inFlight.set(key, { control: press.control, click, label });
    this.#onChange();
    const result = await this.#client.click(click).catch(() => undefined);
    this.#inFlight.delete(key);
    this.#onChange();
    if (this.#state().openId === openId) this.#say(result);
  }

  /** The pressed controls by the messages on which somebody waits for an answer. */
  pressed(openId: string | undefined): ReadonlyMap<string, string> {
    const own = [...this.#inFlight.values()].filter(({ click }) => click.open_id === openId);
    return new Map(own.map(({ click, control }) => [click.message_id, control]));
  }

  /** The click of this page for whose answer somebody waits on that message. */
  find(openId: string, messageId: string): OwnClick | undefined {
    return this.#inFlight.get(`${openId} ${messageId}`);
  }

  #say(result: SandboxClickResult | undefined): void {
    const { language } = this.#state();
    const { unreachable, requiredMissing, expired } = words(language);
    const toast = result ? toastOf(result, language) : ({ type: "error", text: unreachable } as const);
    if (toast) showToast(this.#screen, toast.type, toast.text);
    if (result?.unsent?.reason === "required") showToast(this.#screen, "warning", requiredMissing);
    if (result?.unsent?.reason === "expired") showToast(this.#screen, "warning", expired);
  }
}

function toClick(message: SandboxMessage, { element, inputs }: Press, openId: string): SandboxClick {
  const schema = asObject(message.content)["schema"] === "2.0" ? "2.0" : "1.0";
  const name = asString(element["name"]);
  const callback = callbackOf(element, schema);
  return {
    message_id: message.message_id,
    open_id: openId,
    revision: message.revision,
    element: { tag: asString(element["tag"]) ?? "", ...(name !== undefined && { name }), ...callback },
    ...inputs,
  };
}
