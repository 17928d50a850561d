import type { Actor } from "../approval/approval-store.ts";
import { checkLink, type ImageLink, signLink } from "./image-link.ts";
import type { KnownSignature } from "./known-signature.ts";
import { SignatureError } from "./signature-error.ts";
import type { SignatureNote, SignatureStore } from "./signature-store.ts";
import type { Signature } from "./signature.ts";

export interface ImageServiceOptions {
  readonly store: Pick<SignatureStore, "image" | "note">;
  /** Throws SignatureError `signature_not_found`. */
  readonly find: (id: string) => Promise<KnownSignature>;
  readonly clock: () => Date;
  /** Of links, the newest first: that one signs. */
  readonly linkKeys: () => readonly Uint8Array[];
  /** Whether a token was taken back: its links end with it. */
  readonly isRevoked: (tokenId: string) => boolean;
}

export interface ServedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly signature: Signature;
}

/** Who is given the image. */
export interface ImageService {
  /**
   * The image, once it is in the audit log who got it. Throws SignatureError `signature_not_found`, and
   * `signature_not_active` where `atAnyTime` is not set.
   */
  image(id: string, actor: Actor, options: { atAnyTime: boolean }): Promise<ServedImage>;
  /** The same, for a link. Throws SignatureError `link_invalid`, `link_expired` or `signature_not_active`. */
  linkedImage(link: ImageLink, mac: string): Promise<ServedImage>;
  /**
   * A link that lasts so many seconds, and no longer than the signature and the token. Throws SignatureError
   * `signature_not_found` or `signature_not_active`.
   */
  link(id: string, tokenId: string, seconds: number): Promise<ImageLink & { readonly mac: string }>;
}

export function createImageService(options: ImageServiceOptions): ImageService {
  const { store, find, clock, linkKeys, isRevoked } = options;

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
    async image(id, actor, { atAnyTime }) {
      return serve(await (atAnyTime ? find(id) : findActive(id)), { actor, details: { signature: id } });
    },

    async linkedImage(link, mac) {
      checkLink(link, mac, linkKeys(), clock());
      const { signatureId, tokenId } = link;
      if (isRevoked(tokenId))
        throw new SignatureError(
          "link_invalid",
          "the token that made this link was revoked; ask for another",
        );
      return serve(await findActive(signatureId), by(link));
    },

    async link(id, tokenId, seconds) {
      const found = await findActive(id);
      const [linkKey] = linkKeys();
      if (linkKey === undefined) throw new Error("there is no key for links");
      const at = clock();
      const end = Math.min(at.getTime() + seconds * 1000, found.validUntil?.getTime() ?? 0);
      const link = { signatureId: id, tokenId, expires: Math.floor(end / 1000) };
      const noted = await store.note(found.signature, { at, type: "signature.link", ...by(link) });
      if (!noted) throw notActive({ ...found, state: "revoked" });
      return { ...link, mac: signLink(link, linkKey) };
    },
  };
}

/** What the audit log says of a link, when it is made and when it is used. */
function by({ signatureId, tokenId, expires }: ImageLink): Pick<SignatureNote, "actor" | "details"> {
  return {
    actor: { kind: "token", id: tokenId },
    details: { signature: signatureId, link_expires: new Date(expires * 1000).toISOString() },
  };
}

function notActive({ signature, state }: KnownSignature): SignatureError {
  return new SignatureError(
    "signature_not_active",
    `signature ${signature.id} is ${state}: it may not be used`,
  );
}
