import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

import { ProtocolError } from "./protocol-error.ts";

/** Seals and opens the `encrypt` member: base64 of a 16-byte IV and AES-256-CBC with PKCS#7 padding. */
export interface Cipher {
  /** `iv` is 16 bytes and has to be random anew for each message. */
  readonly encrypt: (text: string, iv: Uint8Array) => string;
  /** Throws ProtocolError "decrypt_failed". A wrong key passes about once in 256: judge the content as well. */
  readonly decrypt: (base64: string) => Uint8Array;
}

const ALGORITHM = "aes-256-cbc";
const BLOCK = 16;

/** The cipher of one Encrypt Key, whose AES key is the SHA-256 of its UTF-8 bytes. */
export function createCipher(encryptKey: string): Cipher {
  const key = createHash("sha256").update(encryptKey).digest();
  return {
    encrypt(text, iv) {
      const cipher = createCipheriv(ALGORITHM, key, iv);
      return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final()]).toString("base64");
    },
    decrypt(base64) {
      const sealed = decodeBase64(base64);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, BLOCK));
        return Buffer.concat([decipher.update(sealed.subarray(BLOCK)), decipher.final()]);
      } catch (cause) {
        throw new ProtocolError("decrypt_failed", "the ciphertext was cut, or is of another key", { cause });
      }
    },
  };
}

function decodeBase64(base64: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
  } catch (cause) {
    throw new ProtocolError("decrypt_failed", "the ciphertext is not base64", { cause });
  }
  // The built-in decoder is strict in all but one: it skips white space, and then the lengths do not agree.
  if (Math.ceil(bytes.length / 3) * 4 !== base64.length) {
    throw new ProtocolError("decrypt_failed", "there is white space in the ciphertext");
  }
  return bytes;
}
