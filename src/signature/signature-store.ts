import type { Actor } from "../approval/approval-store.ts";
import type { Signature } from "./signature.ts";

/** What was done with a signature's image, for the audit log. */
export interface SignatureNote {
  readonly at: Date;
  readonly type: "signature.used" | "signature.viewed" | "signature.link";
  readonly actor: Actor;
  readonly details: object;
}

/** Keeps signatures. What a promise has been fulfilled for is on disk. */
export interface SignatureStore {
  /** To be called from within `ApprovalStore.create`, as a part of its transaction. */
  insert(signature: Signature, image: Uint8Array): void;
  find(id: string): Promise<Signature | undefined>;
  /** The image as it was kept, whatever became of the signature. */
  image(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Newest first, from after the id `after` on. */
  list(query: { limit: number; after?: string | undefined }): Promise<readonly Signature[]>;
  /** Remembers Lark's name for its copy, unless one is known already. */
  saveImageKey(id: string, imageKey: string): Promise<void>;
  /** Ends it, with an audit row. Answers whether it was not revoked before. */
  revoke(id: string, at: Date, actor: Actor, requestId?: string): Promise<boolean>;
  /** Writes it in the audit log, unless the signature was revoked after it was read: then false. */
  note(signature: Signature, note: SignatureNote): Promise<boolean>;
}
