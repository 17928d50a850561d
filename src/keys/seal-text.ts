import { createCipheriv, createDecipheriv } from "node:crypto";

import { SealError } from "./seal-error.ts";
import type { Random, SealKey } from "./seal-key.ts";

/** Where a text is kept: its table, the row's key, the column. What was sealed for one place opens at no other. */
export type Place = readonly [table: string, ...row: string[], column: string];

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^sealed:v1:([0-9a-f]{16}):([\w-]+)$/;

/** `sealed:v1:<key's id>:<base64url of nonce, ciphertext and tag>`. AES-256-GCM; the place is authenticated with it. */
export function sealText(text: string, place: Place, key: SealKey, random: Random): string {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aadOf(place, key.id));
  const sealed = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return `${sealedBy(key.id)}${Buffer.concat(sealed).toString("base64url")}`;
}

/** Throws SealError for all that was not sealed with one of these keys for this very place. */
export function openSealed(sealed: string, place: Place, keys: readonly SealKey[]): string {
  const [, id, base64] = FORM.exec(sealed) ?? [];
  if (id === undefined || base64 === undefined) throw broken(place);
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined)
    throw new SealError("seal_key_missing", `${place.join("/")} is sealed with the key ${id}`);
  try {
    const bytes = Buffer.from(base64, "base64url");
    const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(aadOf(place, id));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    throw broken(place);
  }
}

/** What all that a key sealed begins with. */
export function sealedBy(keyId: string): string {
  return `sealed:v1:${keyId}:`;
}

/** As JSON, so that no two places have the same text. */
function aadOf(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify(["v1", keyId, ...place]));
}

function broken(place: Place): SealError {
  return new SealError("seal_broken", `${place.join("/")} is not what was sealed there`);
}
