import { hash } from "node:crypto";

import canonicalize from "canonicalize";

import type { ApprovalRequest } from "../approval/approval.ts";

/** SHA-256 in hex over the canonical JSON (RFC 8785) of what was asked: the same however it was kept meanwhile. */
export function requestDigest(request: ApprovalRequest): string {
  return hash("sha256", canonicalJson(request), "hex");
}

/** RFC 8785, which has no words for half of a surrogate pair: that stands as U+FFFD, as in UTF-8. */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(HALF_A_PAIR, String.raw`\ufffd`);
  return canonicalize(JSON.parse(text)) ?? "null";
}

/** As JSON.stringify writes it; a backslash that is itself escaped does not count. */
const HALF_A_PAIR = /(?<=(?<!\\)(?:\\\\)*)\\ud[89a-f][\da-f]{2}/g;
