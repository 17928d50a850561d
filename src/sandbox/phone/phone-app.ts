import type { SandboxEvent, SandboxMessage } from "../view.ts";
import { Clicks } from "./clicks.ts";
import { followSandbox } from "./follow-sandbox.ts";
import { h } from "./h.ts";
import type { Language } from "./language.ts";
import { createActivityLog } from "./panel/activity-log.ts";
import { type Activity, activityOf } from "./panel/activity.ts";
import { createFaultPanel } from "./panel/fault-panel.ts";
import * as phone from "./phone-state.ts";
import { redraw } from "./reconcile.ts";
import type { SandboxClient } from "./sandbox-client.ts";
import { createComposer } from "./screen/composer.ts";
import { createConversation } from "./screen/conversation.ts";
import { createDevice } from "./screen/draw-device.ts";
import { summarise } from "./screen/summarise.ts";
import { showToast } from "./screen/toasts.ts";
import { drawSide, type SideActions } from "./side/draw-side.ts";
import { words } from "./words.ts";

export interface PhoneOptions {
  readonly language: Language;
  readonly keepLanguage: (language: Language) => void;
}

/** The page: whoever is chosen on the left holds the phone in the middle; on the right is what happens. */
export class PhoneApp {
  #state: phone.PhoneState;
  readonly #side = h("aside", { class: "side" });
  readonly #conversation = createConversation((message, press) => void this.#clicks.press(message, press));
  readonly #composer = createComposer((text) => void this.#say(text));
  readonly #device = createDevice(this.#conversation.node, this.#composer.node);
  readonly #log = createActivityLog();
  readonly #faults;
  readonly #clicks;
  readonly #actions: SideActions;
  readonly #client: SandboxClient;
  #refresh = () => {};

  constructor(client: SandboxClient, { language, keepLanguage }: PhoneOptions) {
    this.#state = phone.emptyState(language);
    this.#clicks = new Clicks(
      client,
      this.#device.screen,
      () => this.#state,
      () => this.#show(this.#state),
    );
    this.#faults = createFaultPanel({
      addFault: (fault) => void client.addFault(fault).catch(() => this.#complain()),
      removeFault: (id) => void client.removeFault(id).catch(() => this.#complain()),
      cutConnections: () => void client.cutConnections().then(this.#countConnections, () => this.#complain()),
      silenceConnections: () =>
        void client.silenceConnections().then(this.#countConnections, () => this.#complain()),
    });
    this.#actions = {
      choosePerson: (openId) => this.#show(phone.choosePerson(this.#state, openId)),
      chooseChat: (chatId) => this.#show(phone.chooseChat(this.#state, chatId)),
      chooseLanguage: (chosen) => {
        keepLanguage(chosen);
        this.#show({ ...this.#state, language: chosen });
        this.#log.show(this.#state);
      },
    };
    this.#client = client;
  }

  /** Draws the page into `root` and keeps it up to date for as long as it lives. */
  start(root: HTMLElement): void {
    const tools = h("aside", { class: "tools" }, this.#log.node, this.#faults.node);
    const middle = h("main", { class: "middle" }, this.#device.node);
    root.replaceChildren(h("div", { class: "stage" }, this.#side, middle, tools));
    this.#show(this.#state);
    this.#log.show(this.#state);
    this.#refresh = followSandbox(this.#client, {
      onView: (view) => this.#show(phone.receiveView(this.#state, view)),
      onEvent: (event) => this.#receive(event),
      onConnection: (isConnected) => this.#connect(isConnected),
      onError: () => this.#complain(),
    });
  }

  #show(state: phone.PhoneState): void {
    this.#state = state;
    document.documentElement.lang = state.language.slice(0, 2);
    redraw(this.#side, drawSide(state, this.#actions));
    this.#device.show(state);
    this.#composer.show(state);
    this.#conversation.show(state, this.#clicks.pressed(state.openId));
    this.#faults.show(state);
  }

  #receive(event: SandboxEvent): void {
    this.#log.add(this.#activity(event), this.#state);
    if (event.type === "faults") this.#show(phone.receiveFaults(this.#state, event.faults));
    if (event.type === "message") this.#receiveMessage(event.message);
    if (event.type === "urgent") this.#ring(event);
  }

  #receiveMessage(message: SandboxMessage): void {
    this.#show(phone.receiveMessage(this.#state, message));
    // A chat with one person begins with its first message, and only the whole view has it.
    if (!this.#state.view.chats.some(({ chat_id }) => chat_id === message.chat_id)) this.#refresh();
  }

  #ring({ message, open_ids }: Extract<SandboxEvent, { type: "urgent" }>): void {
    this.#show(phone.receiveMessage(this.#state, message));
    const { openId, language } = this.#state;
    if (openId !== undefined && open_ids.includes(openId)) {
      showToast(this.#device.screen, "warning", `${words(language).urgent}: ${summarise(message, language)}`);
    }
  }

  #activity(event: SandboxEvent): Activity {
    if (event.type === "message") {
      const known = this.#state.view.messages.find(
        ({ message_id }) => message_id === event.message.message_id,
      );
      return activityOf(event, Date.now(), { known });
    }
    const own = event.type === "pressed" ? this.#clicks.find(event.open_id, event.message_id) : undefined;
    return activityOf(event, Date.now(), { own });
  }

  /** Writes in the open chat, which then is the one with what was written: the first words make a chat with the bot. */
  async #say(text: string): Promise<void> {
    const { openId: person, chatId } = this.#state;
    if (person === undefined) return;
    const chat = chatId === phone.NEW_CHAT ? undefined : chatId;
    const message = await this.#client.say({ person, chat, text }).catch(() => undefined);
    if (message === undefined) return this.#complain();
    if (this.#state.openId === person && this.#state.chatId === chatId) {
      this.#show(phone.chooseChat(this.#state, message.chat_id));
    }
  }

  #connect(isConnected: boolean): void {
    if (isConnected === this.#state.isConnected) return;
    this.#show({ ...this.#state, isConnected });
    this.#log.add({ at: Date.now(), kind: "connection", isConnected }, this.#state);
  }

  readonly #countConnections = (count: number): void => {
    const { noConnections } = words(this.#state.language);
    if (count === 0) showToast(this.#device.screen, "warning", noConnections);
  };

  #complain(): void {
    showToast(this.#device.screen, "error", words(this.#state.language).unreachable);
  }
}
