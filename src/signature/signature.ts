import type { Approval } from "../approval/approval.ts";
import type { CleanImage } from "./image/clean-image.ts";

/** What was asked for with a picture of a signature. All but the last two never change. */
export interface Signature {
  readonly id: string;
  readonly approvalId: string;
  readonly purpose: string;
  /** As it was asked for, such as "1 week". */
  readonly validity: string;
  readonly validityMs: number;
  readonly image: ImageFacts;
  readonly createdAt: Date;
  /** Lark's name for its copy, once it has one. */
  readonly imageKey?: string | undefined;
  readonly revokedAt?: Date | undefined;
}

interface ImageFacts extends Omit<CleanImage, "bytes"> {
  /** Of the bytes as they are kept, in hex. */
  readonly sha256: string;
  readonly size: number;
}

/**
 * `approved` is the only state in which it may be used. `expired` is that its time is over: the time to answer, or, if it
 * was approved (then it has a `validUntil`), the time it was approved for. `revoked` is that somebody took it back, before
 * or after the answer.
 */
export type SignatureState = "pending" | "approved" | "rejected" | "expired" | "revoked";

/** The state follows from the answer, the clock and whether it was revoked; it is not kept anywhere. */
export function signatureState(signature: Signature, approval: Approval, at: Date): SignatureState {
  if (signature.revokedAt !== undefined || approval.status === "cancelled") return "revoked";
  if (approval.status === "rejected") return "rejected";
  if (approval.status === "pending") return at < approval.expiresAt ? "pending" : "expired";
  const until = validUntil(signature, approval);
  return until !== undefined && at < until ? "approved" : "expired";
}

/** The end of the time that it was approved for, which begins with the decision; undefined unless it was approved. */
export function validUntil({ validityMs }: Signature, { status, decidedAt }: Approval): Date | undefined {
  return status === "approved" && decidedAt ? new Date(decidedAt.getTime() + validityMs) : undefined;
}
