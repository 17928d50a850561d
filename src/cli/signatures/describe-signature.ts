import type { SignatureAnswer } from "../api/signature-client.ts";
import { describeRows, type Row } from "../describe-rows.ts";
import { describePerson } from "../request/describe-person.ts";

/** A signature for people: what for, how it stands, and until when. */
export function describeSignature(signature: SignatureAnswer): string {
  const { id, status, approval, validity, requested_by, image, created_at, valid_until, revoked_at } =
    signature;
  const when: readonly Row[] = [
    ...(valid_until === null ? [] : [["valid until", valid_until] as const]),
    ...(revoked_at === null ? [] : [["revoked", revoked_at] as const]),
  ];
  return describeRows(signature.purpose, [
    ["id", id],
    ["status", status],
    ["approval", approval],
    ...(requested_by === undefined ? [] : [["requested by", describePerson(requested_by)] as const]),
    ["asked", created_at],
    ["validity", validity],
    ...when,
    ["picture", `${image.media_type}, ${image.width} × ${image.height}`],
  ]);
}
