import type { Approval } from "../approval/approval.ts";
import { type Signature, type SignatureState, signatureState, validUntil } from "./signature.ts";

/** A signature as it stands at one moment. */
export interface KnownSignature {
  readonly signature: Signature;
  readonly approval: Approval;
  readonly state: SignatureState;
  readonly validUntil: Date | undefined;
}

export function knownAt(signature: Signature, approval: Approval, at: Date): KnownSignature {
  const state = signatureState(signature, approval, at);
  return { signature, approval, state, validUntil: validUntil(signature, approval) };
}
