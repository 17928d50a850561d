import { Elysia, t } from "elysia";

import type { ApprovalService } from "../../approval/approval-service.ts";
import { publicJwk, type ReceiptKeys } from "../../audit/receipt-key.ts";
import { makeReceipt } from "../../audit/receipt.ts";
import { ApiError } from "./api-error.ts";
import { authenticate, type Identify } from "./authenticate.ts";
import { count } from "./count.ts";
import { ErrorView } from "./error-view.ts";

export interface ReceiptRoutesOptions {
  readonly service: Pick<ApprovalService, "find">;
  readonly identify: Identify;
  readonly keys: { receipts(): ReceiptKeys };
}

const Who = t.Object({
  open_id: t.Optional(t.String()),
  user_id: t.Optional(t.String()),
  union_id: t.Optional(t.String()),
  name: t.Optional(t.String()),
});

const ReceiptView = t.Object({
  version: t.Literal(1),
  approval: t.String(),
  request_digest: t.String({ description: "SHA-256 over the canonical JSON of what was asked" }),
  title: t.String(),
  status: t.Union([t.Literal("approved"), t.Literal("rejected")]),
  decisions: t.Array(
    t.Object({
      verdict: t.String(),
      stage: count(),
      by: Who,
      for: t.Optional(Who),
      at: t.String({ format: "date-time" }),
      reason: t.Optional(t.String()),
      break_glass: t.Optional(t.Literal(true)),
    }),
  ),
  decided_at: t.String({ format: "date-time" }),
  key_id: t.String(),
  signature: t.String({
    description: "Base64, Ed25519, over the canonical JSON (RFC 8785) of all other members",
  }),
});

const KeySet = t.Object({
  keys: t.Array(
    t.Object({
      kty: t.String(),
      crv: t.String(),
      x: t.String(),
      kid: t.String({ description: "What receipts call it by: its thumbprint (RFC 7638)" }),
      use: t.String(),
      alg: t.String(),
      pem: t.String(),
    }),
  ),
});

/** Receipts for bearers of a token; the keys that they are verified with are for everybody. */
export function receiptRoutes({ service, identify, keys }: ReceiptRoutesOptions) {
  return new Elysia({ normalize: false, detail: { tags: ["receipts"] } })
    .get("/v1/keys", () => ({ keys: keys.receipts().publicKeys.map(publicJwk) }), {
      response: { 200: KeySet },
      detail: { summary: "The public keys of receipts, the newest first, as a JWK set", security: [] },
    })
    .use(authenticate(identify))
    .get(
      "/v1/approvals/:id/receipt",
      async ({ params }) => {
        const approval = await service.find(params.id);
        const receipt = makeReceipt(approval, keys.receipts().signing);
        // The cast takes off `readonly` only: the route checks what it answers.
        if (receipt !== undefined) return receipt as typeof ReceiptView.static;
        throw new ApiError(
          "no_receipt",
          `approval ${params.id} is ${approval.status}: decisions have receipts`,
        );
      },
      {
        scope: ["requests", "read"],
        response: { 200: ReceiptView, 401: ErrorView, 403: ErrorView, 404: ErrorView, 409: ErrorView },
        detail: { summary: "The decision, signed: proof that needs no server" },
      },
    );
}
