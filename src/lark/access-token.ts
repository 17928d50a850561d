import type { LarkResult } from "./lark-fault.ts";

export type FetchToken = () => Promise<
  LarkResult<{ readonly token: string; readonly expiresInSeconds: number }>
>;

export type TokenResult = LarkResult<{ readonly token: string }>;

interface Held {
  readonly token: string;
  readonly refreshAt: number;
  readonly endsAt: number;
}

/**
 * The tenant access token, fetched when somebody needs it. However many need it at once, there is one fetch. Five
 * minutes before its end the next one to need it has another fetched, and nobody waits for that while the old one is
 * good.
 */
export class AccessToken {
  readonly #fetchToken: FetchToken;
  readonly #clock: () => Date;
  #held: Held | undefined;
  #flight: Promise<TokenResult> | undefined;

  constructor({ fetchToken, clock }: { fetchToken: FetchToken; clock: () => Date }) {
    this.#fetchToken = fetchToken;
    this.#clock = clock;
  }

  async get(): Promise<TokenResult> {
    const now = this.#clock().getTime();
    const held = this.#held;
    if (held === undefined || now >= held.endsAt) return this.#refresh();
    if (now >= held.refreshAt) void this.#refresh();
    return { ok: true, token: held.token };
  }

  /** Forgets a token that was refused, unless another has taken its place already. */
  drop(token: string): void {
    if (this.#held?.token === token) this.#held = undefined;
  }

  #refresh(): Promise<TokenResult> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<TokenResult> {
    // Counted from before the call, so that the token never ends earlier than we think.
    const askedAt = this.#clock().getTime();
    const result = await this.#fetchToken();
    if (!result.ok) return result;
    const lifeMs = result.expiresInSeconds * 1000;
    const marginMs = Math.min(REFRESH_BEFORE_MS, lifeMs / 2);
    this.#held = { token: result.token, refreshAt: askedAt + lifeMs - marginMs, endsAt: askedAt + lifeMs };
    return { ok: true, token: result.token };
  }
}

const REFRESH_BEFORE_MS = 5 * 60_000;
