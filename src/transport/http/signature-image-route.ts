import { Elysia } from "elysia";

import type { ServedImage } from "../../signature/image-service.ts";
import { authorize } from "./authenticate.ts";
import type { SignatureRoutesOptions } from "./signature-routes.ts";
import { LinkQuery } from "./signature-schema.ts";

/**
 * `GET /v1/signatures/:id/image`, by a token or by a link that another token made. A token for use, and a link, are given
 * only what is in force now; who may ask for signatures sees any of them.
 */
export function signatureImageRoute({ service, identify }: SignatureRoutesOptions) {
  return new Elysia({ normalize: false }).get(
    "/v1/signatures/:id/image",
    async ({ params: { id }, query: { exp, by, sig }, request, set }) => {
      if (exp !== undefined && by !== undefined && sig !== undefined) {
        return answer(await service.linkedImage({ signatureId: id, tokenId: by, expires: Number(exp) }, sig));
      }
      const { tokenId, scopes } = authorize({ request, set }, identify, ["requests", "use"]);
      const atAnyTime = scopes.includes("requests") || scopes.includes("admin");
      return answer(await service.image(id, { kind: "token", id: tokenId }, { atAnyTime }));
    },
    {
      query: LinkQuery,
      detail: {
        tags: ["signatures"],
        summary: "The image itself, by a token or by a link",
        security: [{ token: ["requests", "use"] }, {}],
      },
    },
  );
}

/** To be kept by nobody on the way, and run by no browser, whatever it should turn out to be. */
function answer({ bytes, signature: { id, image } }: ServedImage): Response {
  const [, extension = "bin"] = image.mediaType.split("/");
  return new Response(bytes, {
    headers: {
      "content-type": image.mediaType,
      "content-disposition": `attachment; filename="${id}.${extension}"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}
