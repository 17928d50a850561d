import { hash, timingSafeEqual } from "node:crypto";

import type { Cipher } from "./encryption.ts";
import { createCipher } from "./encryption.ts";
import { ProtocolError } from "./protocol-error.ts";

/** What a callback is checked with, made ready once for many. */
export interface CallbackSecrets {
  /** The app that callbacks have to be for; one that names none, as an older event may, is let through. */
  readonly appId?: string | undefined;
  /** One a key, the newest first. Without any, callbacks come in the clear, and the token inside is their only proof. */
  readonly encryptions: readonly Encryption[];
  /** In force, the newest first: what the older kind of card callback is signed with. */
  readonly verificationTokens: readonly string[];
  /** Takes equally long for every string of one length, and for each of the tokens. */
  readonly isVerificationToken: (candidate: string | undefined) => boolean;
}

interface Encryption {
  readonly encryptKey: string;
  readonly cipher: Cipher;
}

/** While a secret is changed there are two of it. */
export type InForce = string | readonly string[];

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
  readonly encryptKey?: InForce | undefined;
  readonly verificationToken: InForce;
}): CallbackSecrets {
  const verificationTokens = all(verificationToken);
  const encryptKeys = encryptKey === undefined ? [] : all(encryptKey);
  if (verificationTokens.length === 0 || verificationTokens.includes(""))
    throw new ProtocolError("no_secret", "the verification token is empty");
  if (encryptKeys.includes("")) throw new ProtocolError("no_secret", "the encrypt key is empty");
  const expected = verificationTokens.map(digest);
  return {
    appId,
    encryptions: encryptKeys.map((key) => ({ encryptKey: key, cipher: createCipher(key) })),
    verificationTokens,
    isVerificationToken: (candidate) => candidate !== undefined && isOneOf(digest(candidate), expected),
  };
}

function all(secrets: InForce): readonly string[] {
  return typeof secrets === "string" ? [secrets] : secrets;
}

/** Compared with each, also after one was equal. */
function isOneOf(found: Buffer, expected: readonly Buffer[]): boolean {
  return expected.map((one) => timingSafeEqual(found, one)).includes(true);
}

/** Digests are of one length, which is what `timingSafeEqual` asks for. */
function digest(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
