import { createHash } from "node:crypto";

import { ApprovalError } from "../approval/approval-error.ts";
import type { ApprovalService } from "../approval/approval-service.ts";
import type { Actor, IdempotencyKey } from "../approval/approval-store.ts";
import type { Approval, ApprovalRequest } from "../approval/approval.ts";
import { checkLink, type ImageLink, signLink } from "./image-link.ts";
import { cleanImage } from "./image/clean-image.ts";
import { parseValidity } from "./parse-validity.ts";
import { SignatureError } from "./signature-error.ts";
import type { SignatureNote, SignatureStore } from "./signature-store.ts";
import { type Signature, type SignatureState, signatureState, validUntil } from "./signature.ts";

export interface SignatureServiceOptions {
  readonly store: SignatureStore;
  readonly approvals: Pick<ApprovalService, "create" | "find" | "cancel">;
  readonly clock: () => Date;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
  /** Of links, the newest first: that one signs. */
  readonly linkKeys: () => readonly Uint8Array[];
}

interface NewSignature {
  readonly image: Uint8Array;
  readonly purpose: string;
  readonly validity: string;
  readonly request: Omit<ApprovalRequest, "signature">;
}

/** A signature as it stands at one moment. */
export interface KnownSignature {
  readonly signature: Signature;
  readonly approval: Approval;
  readonly state: SignatureState;
  readonly validUntil: Date | undefined;
}

export interface ServedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly signature: Signature;
}

export interface SignatureService {
  /**
   * Keeps the image and asks for its approval, both or neither. `expiresIn` is in seconds. Throws SignatureError for an
   * image or a validity that is not taken, ApprovalError for the rest.
   */
  create(
    asked: NewSignature,
    options: { expiresIn: number; actor: Actor; key?: IdempotencyKey | undefined },
  ): Promise<KnownSignature & { readonly replayed: boolean }>;
  /** Throws SignatureError `signature_not_found`. */
  find(id: string): Promise<KnownSignature>;
  list(query: { limit: number; after?: string | undefined }): Promise<readonly KnownSignature[]>;
  /** Takes it back, answered or not. Throws SignatureError `signature_not_found` or `signature_ended`. */
  revoke(id: string, actor: Actor): Promise<KnownSignature>;
  /**
   * The image, once it is in the audit log who got it. Throws SignatureError `signature_not_found`, and
   * `signature_not_active` where `atAnyTime` is not set.
   */
  image(id: string, actor: Actor, options: { atAnyTime: boolean }): Promise<ServedImage>;
  /** The same, for a link. Throws SignatureError `link_invalid`, `link_expired` or `signature_not_active`. */
  linkedImage(link: ImageLink, mac: string): Promise<ServedImage>;
  /** A link that lasts so many seconds, and no longer than the signature. Throws SignatureError `signature_not_active`. */
  link(id: string, tokenId: string, seconds: number): Promise<ImageLink & { readonly mac: string }>;
}

export function createSignatureService(options: SignatureServiceOptions): SignatureService {
  const { store, approvals, clock, newId, linkKeys } = options;

  function known(signature: Signature, approval: Approval): KnownSignature {
    const state = signatureState(signature, approval, clock());
    return { signature, approval, state, validUntil: validUntil(signature, approval) };
  }

  async function find(id: string): Promise<KnownSignature> {
    const signature = await store.find(id);
    if (signature === undefined) throw notFound(id);
    return known(signature, await approvals.find(signature.approvalId));
  }

  async function findActive(id: string): Promise<KnownSignature> {
    const found = await find(id);
    if (found.state === "approved") return found;
    throw notActive(found);
  }

  async function serve(found: KnownSignature, note: Pick<SignatureNote, "actor" | "details">) {
    const { signature, state } = found;
    const type = state === "approved" ? "signature.used" : "signature.viewed";
    const bytes = await store.image(signature.id);
    const noted = await store.note(signature, { ...note, type, at: clock() });
    if (bytes === undefined || !noted) throw notActive({ ...found, state: "revoked" });
    return { bytes, signature };
  }

  return {
    async create({ image, purpose, validity, request }, { expiresIn, actor, key }) {
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
        { expiresIn, actor, key, alongside: (made) => store.insert(signatureOf(made), bytes) },
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

    async revoke(id, actor) {
      const before = await find(id);
      if (before.state === "pending") await cancelUnlessEnded(approvals, before.approval.id, actor);
      // It may have been approved a moment ago: then it is in force, and is ended here.
      const found = before.state === "pending" ? await find(id) : before;
      if (before.state === "pending" && found.state === "revoked") return found;
      if (found.state === "approved" && (await store.revoke(id, clock(), actor))) return find(id);
      throw new SignatureError("signature_ended", `signature ${id} is ${found.state} already`);
    },

    async image(id, actor, { atAnyTime }) {
      return serve(await (atAnyTime ? find(id) : findActive(id)), { actor, details: { signature: id } });
    },

    async linkedImage(link, mac) {
      checkLink(link, mac, linkKeys(), clock());
      const { signatureId, tokenId, expires } = link;
      const details = { signature: signatureId, link_expires: new Date(expires * 1000).toISOString() };
      return serve(await findActive(signatureId), { actor: { kind: "token", id: tokenId }, details });
    },

    async link(id, tokenId, seconds) {
      const { signature, validUntil: until } = await findActive(id);
      const [linkKey] = linkKeys();
      if (linkKey === undefined) throw new Error("there is no key for links");
      const at = clock();
      const end = Math.min(at.getTime() + seconds * 1000, until?.getTime() ?? 0);
      const link = { signatureId: id, tokenId, expires: Math.floor(end / 1000) };
      const details = { signature: id, link_expires: new Date(link.expires * 1000).toISOString() };
      const actor = { kind: "token", id: tokenId } as const;
      await store.note(signature, { at, type: "signature.link", actor, details });
      return { ...link, mac: signLink(link, linkKey) };
    },
  };
}

async function cancelUnlessEnded(
  approvals: Pick<ApprovalService, "cancel">,
  id: string,
  actor: Actor,
): Promise<void> {
  try {
    await approvals.cancel(id, actor);
  } catch (fault) {
    if (!(fault instanceof ApprovalError) || fault.code !== "already_ended") throw fault;
  }
}

function notFound(id: string): SignatureError {
  return new SignatureError("signature_not_found", `there is no signature ${id}`);
}

function notActive({ signature, state }: KnownSignature): SignatureError {
  return new SignatureError(
    "signature_not_active",
    `signature ${signature.id} is ${state}: it may not be used`,
  );
}
