import { createHash } from "node:crypto";

import { SealError } from "./seal-error.ts";

/** A key of AES-256-GCM. */
export interface SealKey {
  /** 16 hex digits, by which it is named in all that it sealed; they tell nothing of its bytes. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export type Random = (count: number) => Uint8Array;

const BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

export function mintSealKey(random: Random): SealKey {
  return sealKeyOf(random(BYTES));
}

/** Keys as a setting or a file has them: 32 bytes in base64 each, with white space between. Throws SealError. */
export function readSealKeys(text: string): readonly SealKey[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0 || !words.every((word) => BASE64.test(word)))
    throw new SealError("invalid_seal_key", "a key that seals is 32 bytes in base64");
  return words.map((word) => sealKeyOf(Buffer.from(word, "base64")));
}

/** As `readSealKeys` reads them. */
export function writeSealKeys(keys: readonly SealKey[]): string {
  return keys.map(({ bytes }) => `${Buffer.from(bytes).toString("base64")}\n`).join("");
}

function sealKeyOf(bytes: Uint8Array): SealKey {
  const id = createHash("sha256").update("countersign seal key 1\n").update(bytes).digest("hex").slice(0, 16);
  return { id, bytes };
}
