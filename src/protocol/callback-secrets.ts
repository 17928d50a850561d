import { hash, timingSafeEqual } from "node:crypto";

import type { Cipher } from "./encryption.ts";
import { createCipher } from "./encryption.ts";
import { ProtocolError } from "./protocol-error.ts";

/** What a callback is checked with, made ready once for many. */
export interface CallbackSecrets {
  /** The app that callbacks have to be for; one that names none, as an older event may, is let through. */
  readonly appId?: string | undefined;
  /** Without it callbacks come in the clear, and the verification token inside them is their only proof. */
  readonly encryption?: { readonly encryptKey: string; readonly cipher: Cipher } | undefined;
  /** Takes equally long for every string of one length. */
  readonly isVerificationToken: (candidate: string | undefined) => boolean;
}

/**
 * Whether the server may run without an encrypt key is its own affair; one that is there but empty is a mistake.
 * Throws ProtocolError "no_secret".
 */
export function createSecrets({
  appId,
  encryptKey,
  verificationToken,
}: {
  readonly appId?: string | undefined;
  readonly encryptKey?: string | undefined;
  readonly verificationToken: string;
}): CallbackSecrets {
  if (!verificationToken) throw new ProtocolError("no_secret", "the verification token is empty");
  if (encryptKey === "") throw new ProtocolError("no_secret", "the encrypt key is empty");
  const expected = digest(verificationToken);
  return {
    appId,
    ...(encryptKey !== undefined && { encryption: { encryptKey, cipher: createCipher(encryptKey) } }),
    isVerificationToken: (candidate) =>
      candidate !== undefined && timingSafeEqual(digest(candidate), expected),
  };
}

/** Digests are of one length, which is what `timingSafeEqual` asks for. */
function digest(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
