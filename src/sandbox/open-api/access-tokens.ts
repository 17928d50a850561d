import type { Ids } from "../ids.ts";
import { PlatformError } from "./platform-error.ts";

export interface AccessTokensOptions {
  /** How long a token lives; the platform's are 7200 s. */
  readonly lifetimeSeconds: number;
  readonly clock: () => Date;
  readonly ids: Ids;
}

/**
 * Issues and checks `tenant_access_token`s. The same one comes back while a quarter of its life remains (30 of
 * 120 minutes); after that there is a new one, and both are good until each one's own end.
 */
export class AccessTokens {
  /** Token to the moment it ends, in milliseconds. */
  readonly #ends = new Map<string, number>();
  readonly #options: AccessTokensOptions;
  #newest: string | undefined;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /** `expire` is in whole seconds. */
  issue(): { readonly token: string; readonly expire: number } {
    const lifetime = this.#options.lifetimeSeconds * 1000;
    const now = this.#options.clock().getTime();
    const left = this.#newest === undefined ? 0 : (this.#ends.get(this.#newest) ?? 0) - now;
    if (this.#newest !== undefined && left >= lifetime / 4) {
      return { token: this.#newest, expire: Math.floor(left / 1000) };
    }
    this.#newest = this.#options.ids.next("t-");
    this.#ends.set(this.#newest, now + lifetime);
    return { token: this.#newest, expire: this.#options.lifetimeSeconds };
  }

  /** Throws PlatformError 99991661, 99991671, 99991668 or 99991663 unless the header carries a live tenant token. */
  check(authorization: string | null): void {
    const token = bearerToken(authorization);
    if (token === undefined) {
      throw new PlatformError(
        99991661,
        "Missing access token for authorization. Please make a request with token attached.",
      );
    }
    if (!/^[tu]-/.test(token)) throw new PlatformError(99991671, "Invalid token: must start with t-/u-");
    if (token.startsWith("u-")) throw invalid(99991668);
    if ((this.#ends.get(token) ?? 0) <= this.#options.clock().getTime()) throw invalid(99991663);
  }

  /** Ends one token before its time, as a reset secret would; the next `issue` makes another. */
  revoke(authorization: string | null): void {
    this.#ends.delete(bearerToken(authorization) ?? "");
  }

  /** Ends every token now. */
  revokeAll(): void {
    this.#ends.clear();
  }
}

function bearerToken(authorization: string | null): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
}

function invalid(code: number): PlatformError {
  return new PlatformError(
    code,
    "Invalid access token for authorization. Please make a test attempt with the correct token.",
  );
}
