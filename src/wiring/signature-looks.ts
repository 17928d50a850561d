import type { Approval } from "../approval/approval.ts";
import { KeyedMutex } from "../keyed-mutex.ts";
import type { CardLook } from "../lark/in-some-markup.ts";
import type { LarkClient } from "../lark/lark-client.ts";
import type { LarkResult } from "../lark/lark-fault.ts";
import type { SignatureStore } from "../signature/signature-store.ts";
import { validUntil } from "../signature/signature.ts";

/**
 * What a card shows of a signature: its picture and how long it is in force; nothing where an approval is about none. The
 * picture is uploaded for the first card that shows it, and not again: the cards of one signature wait for each other.
 */
export function createSignatureLooks(
  store: Pick<SignatureStore, "find" | "image" | "saveImageKey">,
  client: Pick<LarkClient, "uploadImage">,
): (approval: Approval) => Promise<LarkResult<CardLook>> {
  const locks = new KeyedMutex();

  async function look(id: string, approval: Approval): Promise<LarkResult<CardLook>> {
    const signature = await store.find(id);
    const bytes = signature?.imageKey === undefined ? await store.image(id) : undefined;
    if (signature === undefined) throw new TypeError(`there is no signature ${id}`);
    const { revokedAt } = signature;
    const force = { validUntil: validUntil(signature, approval), revokedAt };
    if (bytes === undefined) return { ok: true, imageKey: signature.imageKey, ...force };
    const uploaded = await client.uploadImage({ bytes, mediaType: signature.image.mediaType });
    if (!uploaded.ok) return uploaded;
    await store.saveImageKey(id, uploaded.imageKey);
    return { ok: true, imageKey: uploaded.imageKey, ...force };
  }

  return async (approval) => {
    const { signature } = approval.request;
    return signature === undefined
      ? { ok: true }
      : locks.run(signature.id, () => look(signature.id, approval));
  };
}
