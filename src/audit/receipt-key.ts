import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from "node:crypto";

import { AuditError } from "./audit-error.ts";
import { canonicalJson } from "./request-digest.ts";

export interface ReceiptKey {
  /** The public key's thumbprint (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The newest signs; what any of them has signed is genuine, the newest first. */
export interface ReceiptKeys {
  readonly signing: ReceiptKey;
  readonly publicKeys: readonly KeyObject[];
}

/** A member of a JWK set (RFC 7517), with the PEM that other tools take. */
interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
  readonly use: string;
  readonly alg: string;
  readonly pem: string;
}

export function mintReceiptKey(): ReceiptKey {
  return receiptKeyOf(generateKeyPairSync("ed25519").privateKey);
}

/** From PEM. Throws AuditError `receipt_key_unusable`, naming where it is from. */
export function readReceiptKey(pem: string, from: string): ReceiptKey {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== "ed25519") throw new Error("it is not an Ed25519 key");
    return receiptKeyOf(privateKey);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AuditError("receipt_key_unusable", `cannot use ${from}: ${why}`, { cause });
  }
}

/** As `readReceiptKey` reads it: to be kept secret. */
export function privatePem({ privateKey }: ReceiptKey): string {
  return privateKey.export({ format: "pem", type: "pkcs8" });
}

function receiptKeyOf(privateKey: KeyObject): ReceiptKey {
  const publicKey = createPublicKey(privateKey);
  return { keyId: keyIdOf(publicKey), privateKey, publicKey };
}

/** The thumbprint by which a key is named (RFC 7638). */
export function keyIdOf(publicKey: KeyObject): string {
  const { crv, kty, x } = publicKey.export({ format: "jwk" });
  return hash("sha256", canonicalJson({ crv, kty, x }), "base64url");
}

export function publicJwk(publicKey: KeyObject): PublicJwk {
  const { kty = "OKP", crv = "Ed25519", x = "" } = publicKey.export({ format: "jwk" });
  return { kty, crv, x, kid: keyIdOf(publicKey), use: "sig", alg: "EdDSA", pem: publicPem(publicKey) };
}

export function publicPem(publicKey: KeyObject): string {
  return publicKey.export({ format: "pem", type: "spki" });
}
