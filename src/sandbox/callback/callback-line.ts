import type { Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { PushLine } from "../long-connection/push-line.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { SandboxApp } from "../tenant/tenant.ts";
import { signedRequest, unsignedRequest } from "./callback-request.ts";
import type { CallbackRequest } from "./callback-request.ts";
import { legacyRequest } from "./legacy-request.ts";
import { sendCallback } from "./send-callback.ts";
import type { Delivery, SenderOptions } from "./send-callback.ts";

export interface CallbackLineOptions {
  readonly app: SandboxApp;
  readonly callbackUrl: string | undefined;
  /** For a whole exchange. */
  readonly callbackDeadlineMs: number;
  readonly faults: Faults;
  readonly ids: Ids;
  readonly clock: () => Date;
  readonly fetch: typeof fetch;
  readonly delivery: "http" | "socket" | "auto";
  readonly push: PushLine;
}

/** The road from the platform to the app: its callback address, or a long connection. */
export class CallbackLine {
  /** As saved in the developer console; without one a click shows 200340. */
  url: string | undefined;
  readonly #options: CallbackLineOptions;
  #last: CallbackRequest | undefined;

  constructor(options: CallbackLineOptions) {
    this.#options = options;
    this.url = options.callbackUrl;
  }

  /** Sends a callback, signed and encrypted where it goes over HTTP. It is never sent again. */
  send(payload: object): Promise<Delivery> {
    const { app, ids, clock, faults, delivery, push } = this.#options;
    if (delivery === "socket" || (delivery === "auto" && push.connections > 0)) return push.send(payload);
    this.#last = signedRequest(payload, { encryptKey: app.encryptKey, ids, now: clock() });
    return this.#deliver(this.#last, { fault: faults.take("callback") });
  }

  /** Sends a card callback of the older kind: over HTTP, for the long connection has none. */
  sendLegacy(payload: object): Promise<Delivery> {
    const { app, ids, clock, faults } = this.#options;
    const { verificationToken } = app;
    this.#last = legacyRequest(payload, { verificationToken, ids, now: clock() });
    return this.#deliver(this.#last, { fault: faults.take("callback") });
  }

  /** Sends the bytes of the last callback once more, as somebody would who had listened. Throws SandboxError "nothing_to_replay". */
  replay(): Promise<Delivery> {
    if (!this.#last) throw new SandboxError("nothing_to_replay", "no callback was sent yet");
    return this.#deliver(this.#last);
  }

  /** What the console does when the address is saved: whether a challenge comes back, within a second. */
  async verify(): Promise<boolean> {
    const { app, ids, callbackDeadlineMs } = this.#options;
    const challenge = ids.next();
    const payload = { challenge, token: app.verificationToken, type: "url_verification" };
    const request = unsignedRequest(payload, app.encryptKey, ids);
    const delivery = await this.#deliver(request, { deadlineMs: Math.min(1000, callbackDeadlineMs) });
    return delivery.kind === "replied" && delivery.status === 200 && echoes(delivery.text, challenge);
  }

  #deliver(request: CallbackRequest, exception: Partial<SenderOptions> = {}): Promise<Delivery> {
    const { fetch, callbackDeadlineMs: deadlineMs } = this.#options;
    return sendCallback(request, { url: this.url, fetch, deadlineMs, ...exception });
  }
}

function echoes(text: string, challenge: string): boolean {
  try {
    return Bun.deepEquals(JSON.parse(text), { challenge });
  } catch {
    return false;
  }
}
