import type { ApprovalService } from "../approval/approval-service.ts";
import type { Config } from "../config/config.ts";
import { createSignatureService, type SignatureService } from "../signature/signature-service.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import type { Around } from "./around.ts";

export function createSignatures(
  { signatures, keys, tokens }: Storage,
  approvals: ApprovalService,
  newId: () => string,
  { clock }: Pick<Around, "clock">,
): SignatureService {
  const linkKeys = (): readonly Uint8Array[] => keys.links(clock());
  const isRevoked = (tokenId: string): boolean => tokens.isRevoked(tokenId);
  return createSignatureService({ store: signatures, approvals, clock, newId, linkKeys, isRevoked });
}

/** How links lead to this server. */
export function reachedBy(config: Config): {
  readonly publicUrl: string | undefined;
  readonly servesTls: boolean;
} {
  const { COUNTERSIGN_PUBLIC_URL: publicUrl, COUNTERSIGN_TLS_CERT: certificate } = config;
  return { publicUrl, servesTls: certificate !== undefined };
}
