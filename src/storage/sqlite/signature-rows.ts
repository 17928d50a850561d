import type { CleanImage } from "../../signature/image/clean-image.ts";
import type { Signature } from "../../signature/signature.ts";

/** All but the image itself. */
export interface SignatureRow {
  readonly id: string;
  readonly approval_id: string;
  readonly purpose: string;
  readonly validity: string;
  readonly validity_ms: number;
  readonly media_type: CleanImage["mediaType"];
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly image_key: string | null;
  readonly created_at: number;
  readonly revoked_at: number | null;
}

export function toSignature(row: SignatureRow): Signature {
  return {
    id: row.id,
    approvalId: row.approval_id,
    purpose: row.purpose,
    validity: row.validity,
    validityMs: row.validity_ms,
    image: {
      mediaType: row.media_type,
      width: row.width,
      height: row.height,
      sha256: row.sha256,
      size: row.size,
    },
    createdAt: new Date(row.created_at),
    imageKey: row.image_key ?? undefined,
    revokedAt: row.revoked_at === null ? undefined : new Date(row.revoked_at),
  };
}
