import type { Random, SealKey } from "./seal-key.ts";
import { openSealed, type Place, sealText } from "./seal-text.ts";

/** Seals what is kept, and opens it again. */
export interface Seal {
  seal(text: string, place: Place): string;
  /** Throws SealError for what was not sealed for this place. */
  open(sealed: string, place: Place): string;
}

/** The keys in force, the newest first: that one seals, each of them opens. They change while the server runs. */
export class Keyring implements Seal {
  readonly #random: Random;
  #keys: readonly [SealKey, ...SealKey[]];

  constructor(keys: readonly [SealKey, ...SealKey[]], random: Random) {
    this.#keys = keys;
    this.#random = random;
  }

  get newest(): SealKey {
    return this.#keys[0];
  }

  get keys(): readonly SealKey[] {
    return this.#keys;
  }

  use(keys: readonly [SealKey, ...SealKey[]]): void {
    this.#keys = keys;
  }

  seal(text: string, place: Place): string {
    return sealText(text, place, this.newest, this.#random);
  }

  open(sealed: string, place: Place): string {
    return openSealed(sealed, place, this.#keys);
  }
}
