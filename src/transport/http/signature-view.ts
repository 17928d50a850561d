import type { KnownSignature } from "../../signature/known-signature.ts";
import { toRequest } from "./approval-view.ts";
import type { CreateSignature, SignatureView } from "./signature-schema.ts";

/** A signature as the API gives it. The cast takes off `readonly` only: the route checks what it answers. */
export function signatureView({ signature, approval, state, validUntil }: KnownSignature): SignatureView {
  const { id, purpose, validity, image, createdAt, revokedAt } = signature;
  const { mediaType, ...facts } = image;
  const takenBack = revokedAt ?? (approval.status === "cancelled" ? approval.decidedAt : undefined);
  return {
    id,
    status: state,
    approval: approval.id,
    purpose,
    validity,
    requested_by: approval.request.requested_by,
    image: { media_type: mediaType, ...facts },
    created_at: createdAt.toISOString(),
    valid_from: validUntil === undefined ? null : (approval.decidedAt?.toISOString() ?? null),
    valid_until: validUntil?.toISOString() ?? null,
    revoked_at: takenBack?.toISOString() ?? null,
  } as SignatureView;
}

/** The approval that a signature's request comes to. */
export function toSignatureRequest({ purpose, validity, title, ...body }: CreateSignature) {
  return { purpose, validity, request: toRequest({ ...body, title: title ?? `Signature: ${purpose}` }) };
}
