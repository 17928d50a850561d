import type { Ids } from "../ids.ts";

/** Why a delayed update's token is no good: malformed, too old, or used up. */
export type UpdateTokenDefect = 300020 | 300030 | 300040;

const LIFETIME_MS = 30 * 60 * 1000;
const USES = 2;

/** The credentials for delayed updates that come with each click: 30 minutes, two uses. */
export class UpdateTokens {
  readonly #tokens = new Map<string, { readonly messageId: string; readonly endsAt: number; uses: number }>();
  readonly #ids: Ids;
  readonly #clock: () => Date;

  constructor(ids: Ids, clock: () => Date) {
    this.#ids = ids;
    this.#clock = clock;
  }

  issue(messageId: string): string {
    const token = this.#ids.next("c-");
    this.#tokens.set(token, { messageId, endsAt: this.#clock().getTime() + LIFETIME_MS, uses: 0 });
    return token;
  }

  /** The message that the token is for; this is one of its uses. */
  use(token: string): { readonly messageId: string } | UpdateTokenDefect {
    if (!token.startsWith("c-")) return 300020;
    const known = this.#tokens.get(token);
    if (!known || known.endsAt <= this.#clock().getTime()) return 300030;
    if (known.uses >= USES) return 300040;
    known.uses += 1;
    return { messageId: known.messageId };
  }
}
