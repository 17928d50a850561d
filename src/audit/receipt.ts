import { sign } from "node:crypto";

import type { Approval, Vote } from "../approval/approval.ts";
import type { ReceiptKey } from "./receipt-key.ts";
import { canonicalJson, requestDigest } from "./request-digest.ts";

/** What a decision was, signed: proves it to whoever has the server's public key, without the server. */
export interface Receipt extends Unsigned {
  /** Base64 of the Ed25519 signature over the canonical JSON (RFC 8785) of all other members. */
  readonly signature: string;
}

interface Unsigned {
  readonly version: 1;
  readonly approval: string;
  /** SHA-256 in hex over the canonical JSON of what was asked. */
  readonly request_digest: string;
  readonly title: string;
  readonly status: "approved" | "rejected";
  readonly decisions: readonly SignedVote[];
  /** RFC 3339 in UTC, like all times. */
  readonly decided_at: string;
  readonly key_id: string;
}

type SignedVote = Omit<Vote, "at"> & { readonly at: string };

/** The receipt of an approval that ended by a decision; undefined for any other. */
export function makeReceipt(approval: Approval, { keyId, privateKey }: ReceiptKey): Receipt | undefined {
  const { id, status, request, votes, decidedAt } = approval;
  if ((status !== "approved" && status !== "rejected") || decidedAt === undefined) return undefined;
  const unsigned: Unsigned = {
    version: 1,
    approval: id,
    request_digest: requestDigest(request),
    title: request.title,
    status,
    decisions: votes.map((vote) => ({ ...vote, at: vote.at.toISOString() })),
    decided_at: decidedAt.toISOString(),
    key_id: keyId,
  };
  const signature = sign(null, Buffer.from(canonicalJson(unsigned)), privateKey).toString("base64");
  return { ...unsigned, signature };
}
