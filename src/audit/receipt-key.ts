import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { AuditError } from "./audit-error.ts";
import { canonicalJson } from "./request-digest.ts";

export interface ReceiptKey {
  /** The public key's thumbprint (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
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

const FILE = "receipt-key.pem";

/**
 * The Ed25519 key in the data directory, for its owner alone; made at the first start. It is never replaced: throws
 * AuditError `receipt_key_unusable` when there is one that cannot be used.
 */
export function openReceiptKey(dataDir: string): ReceiptKey {
  const path = join(dataDir, FILE);
  try {
    if (!existsSync(path)) writeNewKey(path);
    chmodSync(path, 0o600);
    const privateKey = createPrivateKey(readFileSync(path));
    if (privateKey.asymmetricKeyType !== "ed25519") throw new Error("it is not an Ed25519 key");
    const publicKey = createPublicKey(privateKey);
    return { keyId: keyIdOf(publicKey), privateKey, publicKey };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AuditError("receipt_key_unusable", `cannot use ${path}: ${why}`, { cause });
  }
}

/** The thumbprint by which a key is named (RFC 7638). */
export function keyIdOf(publicKey: KeyObject): string {
  const { crv, kty, x } = publicKey.export({ format: "jwk" });
  return hash("sha256", canonicalJson({ crv, kty, x }), "base64url");
}

export function publicJwk({ keyId, publicKey }: ReceiptKey): PublicJwk {
  const { kty = "OKP", crv = "Ed25519", x = "" } = publicKey.export({ format: "jwk" });
  const pem = publicKey.export({ format: "pem", type: "spki" });
  return { kty, crv, x, kid: keyId, use: "sig", alg: "EdDSA", pem };
}

/** Under another name first: what has the name is a whole key. */
function writeNewKey(path: string): void {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ format: "pem", type: "pkcs8" });
  writeFileSync(`${path}.new`, pem, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
