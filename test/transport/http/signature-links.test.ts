import { expect, test } from "bun:test";

import { SCOPES } from "../../../src/api-token.ts";
import {
  signatureRoutes,
  type SignatureRoutesOptions,
} from "../../../src/transport/http/signature-routes.ts";

const identify = () => ({ tokenId: "tok_1", tokenName: "tests", scopes: SCOPES });

/** What a link begins with that is asked for at this host. */
async function beginning(options: Pick<SignatureRoutesOptions, "publicUrl" | "servesTls">): Promise<string> {
  const service = {
    link: async () => ({ expires: 1_000, mac: "mac" }),
  } as unknown as SignatureRoutesOptions["service"];
  const app = signatureRoutes({ service, identify, ...options });
  const response = await app.handle(
    new Request("http://approvals.example:8443/v1/signatures/sig_1/link", { method: "POST" }),
  );
  const { url } = (await response.json()) as { url: string };
  return url.slice(0, url.indexOf("/v1/"));
}

test("a link is by the public URL, else by the host that was asked, and by HTTPS where this server speaks it", async () => {
  expect(await beginning({ publicUrl: "https://public.example", servesTls: false })).toBe(
    "https://public.example",
  );
  expect(await beginning({ publicUrl: undefined, servesTls: false })).toBe("http://approvals.example:8443");
  expect(await beginning({ publicUrl: undefined, servesTls: true })).toBe("https://approvals.example:8443");
});
