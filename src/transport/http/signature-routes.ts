import { createHash } from "node:crypto";

import { Elysia, t } from "elysia";

import { DEFAULT_EXPIRY } from "../../approval/check-request.ts";
import type { SignatureService } from "../../signature/signature-service.ts";
import { addressOf } from "./address-of.ts";
import { authenticate, authorize, authorizeFirst, type Identify } from "./authenticate.ts";
import { requestIdOf } from "./error-responses.ts";
import { ErrorView } from "./error-view.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { parseOptionalJson } from "./parse-json.ts";
import { readSignatureForm } from "./signature-form.ts";
import {
  LinkBody,
  LinkView,
  REFUSALS,
  SignatureForm,
  SignatureList,
  SignaturesQuery,
  SignatureView,
} from "./signature-schema.ts";
import { signatureView, toSignatureRequest } from "./signature-view.ts";

export interface SignatureRoutesOptions {
  readonly service: SignatureService;
  readonly identify: Identify;
  /** How others reach this server; what the request says of it if left out. */
  readonly publicUrl?: string | undefined;
  /** Whether this server ends TLS itself: a request does not say it any more when it comes here. */
  readonly servesTls?: boolean | undefined;
}

const LIST_LENGTH = 20;
/** Seconds. */
const LINK_LASTS = 300;

/** Signatures under `/v1/signatures`, for bearers of a token; the image itself is `signatureImageRoute`. */
export function signatureRoutes({ service, identify, publicUrl, servesTls }: SignatureRoutesOptions) {
  return new Elysia({ prefix: "/v1/signatures", normalize: false, detail: { tags: ["signatures"] } })
    .use(authenticate(identify))
    .post(
      "",
      async ({ body: { image, request: body }, headers, tokenId, set }) => {
        const sha256 = createHash("sha256").update(image).digest("hex");
        const { replayed, ...created } = await service.create(
          { image, ...toSignatureRequest(body) },
          {
            expiresIn: body.expires_in ?? DEFAULT_EXPIRY,
            actor: { kind: "token", id: tokenId },
            key: readIdempotencyKey(headers["idempotency-key"], tokenId, { signature: body, sha256 }),
            requestId: requestIdOf(set),
          },
        );
        set.status = 201;
        if (replayed) set.headers["idempotent-replayed"] = "true";
        return signatureView(created);
      },
      {
        scope: ["requests"],
        parse: readSignatureForm((called) => authorize(called, identify, ["requests"])),
        body: SignatureForm,
        headers: t.Object({ "idempotency-key": t.Optional(t.String()) }),
        response: { 201: SignatureView, ...REFUSALS, 409: ErrorView, 413: ErrorView, 415: ErrorView },
        detail: { summary: "Ask for the use of a signature" },
      },
    )
    .get("/:id", async ({ params }) => signatureView(await service.find(params.id)), {
      scope: ["requests", "read"],
      response: { 200: SignatureView, ...REFUSALS },
      detail: { summary: "Show one" },
    })
    .get(
      "",
      async ({ query }) => {
        const limit = query.limit ?? LIST_LENGTH;
        const found = await service.list({ after: query.cursor, limit: limit + 1 });
        const data = found.slice(0, limit).map(signatureView);
        return { data, next_cursor: found.length > limit ? (data.at(-1)?.id ?? null) : null };
      },
      {
        scope: ["requests", "read"],
        query: SignaturesQuery,
        response: { 200: SignatureList, ...REFUSALS },
        detail: { summary: "List them, newest first" },
      },
    )
    .post(
      "/:id/revoke",
      async ({ params, tokenId, set }) => {
        const actor = { kind: "token", id: tokenId } as const;
        return signatureView(await service.revoke(params.id, actor, requestIdOf(set)));
      },
      {
        scope: ["requests"],
        parse: "none",
        response: { 200: SignatureView, ...REFUSALS, 409: ErrorView },
        detail: { summary: "End it, whether it was approved or is still pending" },
      },
    )
    .post(
      "/:id/link",
      async ({ params, body, tokenId, request }) => {
        const { expires, mac } = await service.link(params.id, tokenId, body.expires_in ?? LINK_LASTS);
        const query = new URLSearchParams({ exp: String(expires), by: tokenId, sig: mac });
        const host = addressOf(request)?.host ?? "localhost";
        const base = publicUrl ?? `${servesTls === true ? "https" : "http"}://${host}`;
        return {
          url: `${base.replace(/\/+$/, "")}/v1/signatures/${params.id}/image?${query.toString()}`,
          expires_at: new Date(expires * 1000).toISOString(),
        };
      },
      {
        scope: ["requests", "use"],
        parse: [authorizeFirst(identify, ["requests", "use"]), parseOptionalJson(LinkBody)],
        body: LinkBody,
        response: { 200: LinkView, ...REFUSALS },
        detail: { summary: "A link to the image of an active one, that ends" },
      },
    );
}
