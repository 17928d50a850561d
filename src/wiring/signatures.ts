import type { ApprovalService } from "../approval/approval-service.ts";
import type { Config } from "../config/config.ts";
import { createSignatureService, type SignatureService } from "../signature/signature-service.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { readLinkKey } from "../storage/sqlite/signature-link-key.ts";
import type { Around } from "./around.ts";

/** Throws StorageError when the key of the links cannot be read or kept. */
export function createSignatures(
  { COUNTERSIGN_DATA_DIR: dataDir }: Config,
  { signatures }: Storage,
  approvals: ApprovalService,
  newId: () => string,
  { clock }: Pick<Around, "clock">,
): SignatureService {
  const linkKey = readLinkKey(dataDir, randomBytes);
  return createSignatureService({ store: signatures, approvals, clock, newId, linkKey });
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** How links lead to this server. */
export function reachedBy(config: Config): {
  readonly publicUrl: string | undefined;
  readonly servesTls: boolean;
} {
  const { COUNTERSIGN_PUBLIC_URL: publicUrl, COUNTERSIGN_TLS_CERT: certificate } = config;
  return { publicUrl, servesTls: certificate !== undefined };
}
