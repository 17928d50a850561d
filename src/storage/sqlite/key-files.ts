import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { mintReceiptKey, privatePem, publicPem, readReceiptKey } from "../../audit/receipt-key.ts";
import type { Seal } from "../../keys/keyring.ts";
import type { Random } from "../../keys/seal-key.ts";
import type { KeyStatements } from "./key-rows.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import { unusable } from "./storage-error.ts";

const LINK_BYTES = 32;

/** The server's first keys: those that older versions kept in files of their own, in the clear, or else new ones. */
export function insertFirstKeys(
  statements: Pick<KeyStatements, "insertKey">,
  dataDir: string,
  { seal, random, at }: { readonly seal: Seal; readonly random: Random; readonly at: number },
): void {
  const [receipts, links] = namesIn(dataDir);
  const pem = readIfThere(receipts);
  const receipt = pem === undefined ? mintReceiptKey() : readReceiptKey(pem.bytes.toString(), receipts);
  insertReceiptKey(statements, receipt, seal, pem?.since ?? at);
  const link = readIfThere(links);
  // A key cut short would be one that can be guessed.
  if (link?.bytes.length === LINK_BYTES) insertLinkKey(statements, link.bytes, seal, link.since);
  else insertLinkKey(statements, random(LINK_BYTES), seal, at);
}

/** The files go once their keys are in the database, on disk and sealed. One with another key stays. */
export function removeKeyFiles({ ofKind }: Pick<KeyStatements, "ofKind">, dataDir: string): void {
  const [receipts, links] = namesIn(dataDir);
  const pem = readIfThere(receipts);
  const isKept = (id: string, kind: "receipt" | "link"): boolean =>
    ofKind.all(kind).some((row) => row.id === id);
  if (pem !== undefined && isKept(receiptIdOf(pem.bytes.toString()), "receipt")) rmSync(receipts);
  const link = readIfThere(links);
  if (link !== undefined && isKept(linkIdOf(link.bytes), "link")) rmSync(links);
}

export function insertReceiptKey(
  { insertKey }: Pick<KeyStatements, "insertKey">,
  key: ReturnType<typeof mintReceiptKey>,
  seal: Seal,
  since: number,
): string {
  const secret = seal.seal(privatePem(key), placeOf(SEALED.serverKeys, key.keyId));
  insertKey.run(key.keyId, "receipt", secret, publicPem(key.publicKey), since);
  return key.keyId;
}

export function insertLinkKey(
  { insertKey }: Pick<KeyStatements, "insertKey">,
  bytes: Uint8Array,
  seal: Seal,
  since: number,
): string {
  const id = linkIdOf(bytes);
  const secret = seal.seal(Buffer.from(bytes).toString("base64"), placeOf(SEALED.serverKeys, id));
  insertKey.run(id, "link", secret, null, since);
  return id;
}

/** Tells nothing of the bytes. */
function linkIdOf(bytes: Uint8Array): string {
  return createHash("sha256").update("countersign link key 1\n").update(bytes).digest("hex").slice(0, 16);
}

function receiptIdOf(pem: string): string {
  try {
    return readReceiptKey(pem, "").keyId;
  } catch {
    return "";
  }
}

function namesIn(dataDir: string): readonly [receipts: string, links: string] {
  return [join(dataDir, "receipt-key.pem"), join(dataDir, "signature-link.key")];
}

function readIfThere(path: string): { readonly bytes: Buffer; readonly since: number } | undefined {
  try {
    return { bytes: readFileSync(path), since: Math.floor(statSync(path).mtimeMs) };
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw unusable(path, fault);
  }
}
