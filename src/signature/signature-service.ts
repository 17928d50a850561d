import { createHash } from "node:crypto";

import { ApprovalError } from "../approval/approval-error.ts";
import type { ApprovalService } from "../approval/approval-service.ts";
import type { Actor, IdempotencyKey } from "../approval/approval-store.ts";
import type { Approval, ApprovalRequest } from "../approval/approval.ts";
import { createImageService, type ImageService, type ImageServiceOptions } from "./image-service.ts";
import { cleanImage } from "./image/clean-image.ts";
import { knownAt, type KnownSignature } from "./known-signature.ts";
import { parseValidity } from "./parse-validity.ts";
import { SignatureError } from "./signature-error.ts";
import type { SignatureStore } from "./signature-store.ts";
import type { Signature } from "./signature.ts";

export interface SignatureServiceOptions extends Pick<
  ImageServiceOptions,
  "clock" | "linkKeys" | "isRevoked"
> {
  readonly store: SignatureStore;
  readonly approvals: Pick<ApprovalService, "create" | "find" | "cancel">;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
}

interface NewSignature {
  readonly image: Uint8Array;
  readonly purpose: string;
  readonly validity: string;
  readonly request: Omit<ApprovalRequest, "signature">;
}

export interface SignatureService extends ImageService {
  /**
   * Keeps the image and asks for its approval, both or neither. `expiresIn` is in seconds. Throws SignatureError for an
   * image or a validity that is not taken, ApprovalError for the rest.
   */
  create(
    asked: NewSignature,
    options: {
      expiresIn: number;
      actor: Actor;
      key?: IdempotencyKey | undefined;
      requestId?: string | undefined;
    },
  ): Promise<KnownSignature & { readonly replayed: boolean }>;
  /** Throws SignatureError `signature_not_found`. */
  find(id: string): Promise<KnownSignature>;
  list(query: { limit: number; after?: string | undefined }): Promise<readonly KnownSignature[]>;
  /** Takes it back, answered or not. Throws SignatureError `signature_not_found` or `signature_ended`. */
  revoke(id: string, actor: Actor, requestId?: string): Promise<KnownSignature>;
}

export function createSignatureService(options: SignatureServiceOptions): SignatureService {
  const { store, approvals, clock, newId } = options;

  function known(signature: Signature, approval: Approval): KnownSignature {
    return knownAt(signature, approval, clock());
  }

  async function find(id: string): Promise<KnownSignature> {
    const signature = await store.find(id);
    if (signature === undefined) throw notFound(id);
    return known(signature, await approvals.find(signature.approvalId));
  }

  return {
    ...createImageService({ ...options, find }),

    async create({ image, purpose, validity, request }, { expiresIn, actor, key, requestId }) {
      const validityMs = parseValidity(validity);
      const { bytes, ...facts } = cleanImage(image);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const id = `sig_${newId()}`;
      const signatureOf = ({ id: approvalId, createdAt }: Approval): Signature => ({
        id,
        approvalId,
        purpose,
        validity,
        validityMs,
        image: { ...facts, sha256, size: bytes.length },
        createdAt,
      });
      const { approval, replayed } = await approvals.create(
        { ...request, signature: { id, purpose, validity } },
        { expiresIn, actor, key, requestId, alongside: (made) => store.insert(signatureOf(made), bytes) },
      );
      const first = approval.request.signature?.id ?? id;
      return { ...known({ ...signatureOf(approval), id: first }, approval), replayed };
    },

    find,

    async list(query) {
      const signatures = await store.list(query);
      return Promise.all(
        signatures.map(async (signature) => known(signature, await approvals.find(signature.approvalId))),
      );
    },

    async revoke(id, actor, requestId) {
      const before = await find(id);
      if (before.state === "pending")
        await unlessEnded(approvals.cancel(before.approval.id, actor, requestId));
      // It may have been approved a moment ago: then it is in force, and is ended here.
      const found = before.state === "pending" ? await find(id) : before;
      if (before.state === "pending" && found.state === "revoked") return found;
      if (found.state === "approved" && (await store.revoke(id, clock(), actor, requestId))) return find(id);
      // As it is now: somebody else may have revoked it in between.
      throw ended(await find(id));
    },
  };
}

async function unlessEnded(cancelled: Promise<Approval>): Promise<void> {
  try {
    await cancelled;
  } catch (fault) {
    if (!(fault instanceof ApprovalError) || fault.code !== "already_ended") throw fault;
  }
}

function notFound(id: string): SignatureError {
  return new SignatureError("signature_not_found", `there is no signature ${id}`);
}

function ended({ signature: { id }, state }: KnownSignature): SignatureError {
  return new SignatureError("signature_ended", `signature ${id} is ${state} already`);
}
