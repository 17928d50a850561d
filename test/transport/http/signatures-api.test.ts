import { describe, expect, test } from "bun:test";

import { hashToken, type Scope } from "../../../src/api-token.ts";
import { type Answered, call, callApi, post } from "../../support/call.ts";
import { pngOfSize, readImage, withWebpChunks } from "../../support/image-parts.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const PNG = readImage("drawn.png");
const LEAST = {
  to: [{ chat_id: "oc_1" }],
  approvers: [{ open_id: "ou_ann" }],
  requested_by: { name: "Legal" },
  purpose: "Contract 42",
  validity: "1 week",
};

type Part = string | Uint8Array<ArrayBuffer>;

function form(parts: Readonly<Record<string, Part | undefined>> = {}): FormData {
  const all = { image: PNG, request: JSON.stringify(LEAST), ...parts };
  const made = new FormData();
  for (const [name, part] of Object.entries(all)) {
    if (part !== undefined) made.set(name, typeof part === "string" ? part : new Blob([part]));
  }
  return made;
}

function ask(
  { app }: TestApp,
  body: FormData | string,
  headers: Record<string, string> = {},
): Promise<Answered> {
  return callApi(app, "/v1/signatures", { method: "POST", body, headers });
}

function asked(about: object): FormData {
  return form({ request: JSON.stringify({ ...LEAST, ...about }) });
}

/** In force, as `sig_0001`. */
async function askApproved(server: TestApp): Promise<void> {
  await ask(server, form());
  await post(
    server.app,
    "/v1/approvals/apr_0001/decide",
    { verdict: "approve", reason: "for this test" },
    JSON_TYPE,
  );
}

const JSON_TYPE = { "content-type": "application/json" };

describe("POST /v1/signatures", () => {
  test("refuses what it cannot read at once, however large its picture is: nobody else has to wait for that", async () => {
    const server = testApp();
    const body = form({ image: new Uint8Array(4_000_000), request: "{}" });
    const asked = performance.now();
    expect(await ask(server, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    // Printed by the validator, it took eight seconds.
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  test("answers 201 with a pending signature, kept without what else was in its image", async () => {
    const server = testApp();
    const bytes = Buffer.concat([PNG, Buffer.from("<script>")]);
    const { status, body } = await ask(server, form({ image: bytes }));
    expect([status, body]).toEqual([
      201,
      {
        id: "sig_0001",
        status: "pending",
        approval: "apr_0001",
        purpose: "Contract 42",
        validity: "1 week",
        requested_by: { name: "Legal" },
        image: {
          media_type: "image/png",
          width: 48,
          height: 24,
          size: PNG.length,
          sha256: new Bun.CryptoHasher("sha256").update(PNG).digest("hex"),
        },
        created_at: "2026-03-02T09:00:00.000Z",
        valid_from: null,
        valid_until: null,
        revoked_at: null,
      },
    ]);
    expect((await callApi(server.app, "/v1/signatures/sig_0001")).body).toEqual(body);
    expect((await callApi(server.app, "/v1/approvals/apr_0001")).body).toMatchObject({
      title: "Signature: Contract 42",
      signature: { id: "sig_0001", purpose: "Contract 42", validity: "1 week" },
    });
  });

  test.each([
    ["no form", "{}", 400, "malformed_form"],
    ["no image", form({ image: undefined }), 400, "image_missing"],
    ["an image that is a text", form({ image: "PNG" }), 400, "image_missing"],
    ["an empty image", form({ image: new Uint8Array() }), 400, "image_empty"],
    [
      "a large image",
      form({ image: Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]) }),
      413,
      "image_too_large",
    ],
    ["an SVG", form({ image: Buffer.from("<svg/>") }), 415, "image_unsupported"],
    ["a half image", form({ image: Buffer.from(PNG.subarray(0, 500)) }), 400, "image_truncated"],
    ["a broken image", form({ image: Buffer.from(PNG).fill(0, 60, 61) }), 400, "image_malformed"],
    ["65,000 × 65,000", form({ image: pngOfSize(65_000, 65_000) }), 400, "image_too_many_pixels"],
    [
      "an image that moves",
      form({ image: withWebpChunks(readImage("drawn.webp"), ["ANIM", Buffer.alloc(6)]) }),
      400,
      "image_animated",
    ],
    ["no request", form({ request: undefined }), 400, "invalid_request"],
    ["a request that is no JSON", form({ request: "{" }), 400, "malformed_json"],
    ["a third part", form({ more: "x" }), 400, "invalid_request"],
    ["no purpose", asked({ purpose: undefined }), 400, "invalid_request"],
    ["nobody who asks", asked({ requested_by: {} }), 400, "invalid_request"],
    ["a member that it does not know", asked({ valid_until: "x" }), 400, "invalid_request"],
    ["a validity that is none", asked({ validity: "soon" }), 400, "invalid_validity"],
    ["a validity of three years", asked({ validity: "3 years" }), 400, "validity_out_of_range"],
    ["nobody who may approve", asked({ approvers: [] }), 400, "no_approvers"],
    ["one to supersede that is not there", asked({ supersedes: "apr_none" }), 404, "superseded_not_found"],
  ])("refuses %s, and changes nothing", async (_, body, status, code) => {
    const server = testApp();
    const before = server.dump();
    expect(await ask(server, body)).toMatchObject({ status, body: { code } });
    expect(server.dump()).toBe(before);
    expect(server.internal).toEqual([]);
  });

  test("keeps the signature and its approval together or not at all", async () => {
    const server = testApp();
    await ask(server, form());
    const before = server.dump();
    const [signature] = await server.storage.signatures.list({ limit: 1 });
    if (signature === undefined) throw new Error("there is a signature");
    const { approval } = { approval: await server.service.find("apr_0001") };
    // The approval is new, and the signature's id is taken.
    const creation = server.service.create(
      { ...approval.request, signature: undefined },
      {
        expiresIn: 60,
        actor: { kind: "token", id: "tok_1" },
        alongside: () => server.storage.signatures.insert(signature, PNG),
      },
    );
    expect(creation).rejects.toThrow("UNIQUE");
    await creation.catch(() => {});
    expect(server.dump()).toBe(before);
  });

  test("takes one idempotency key once, and for the same image only", async () => {
    const server = testApp();
    const key = { "idempotency-key": "run-1" };
    const first = await ask(server, form(), key);
    const before = server.dump();
    const again = await ask(server, form(), key);
    expect([again.status, again.body, again.headers.get("idempotent-replayed")]).toEqual([
      201,
      first.body,
      "true",
    ]);
    expect(await ask(server, form({ image: readImage("drawn.jpg") }), key)).toMatchObject({ status: 409 });
    expect(server.dump()).toBe(before);
  });
});

describe("a signature's routes", () => {
  const EVERY: readonly (readonly [string, string, readonly Scope[]])[] = [
    ["POST", "/v1/signatures", ["requests", "admin"]],
    ["GET", "/v1/signatures", ["requests", "read", "admin"]],
    ["GET", "/v1/signatures/sig_0001", ["requests", "read", "admin"]],
    ["GET", "/v1/signatures/sig_0001/image", ["requests", "use", "admin"]],
    ["POST", "/v1/signatures/sig_0001/link", ["requests", "use", "admin"]],
    ["POST", "/v1/signatures/sig_0001/revoke", ["requests", "admin"]],
  ];

  test.each(EVERY)(
    "take at %s %s only a token in force, and of these only %p",
    async (method, path, scopes) => {
      const server = testApp();
      await ask(server, form());
      const init = { method, ...(path === "/v1/signatures" && method === "POST" && { body: form() }) };
      expect(await call(server.app, path, init)).toMatchObject({ status: 401 });
      for (const scope of ["requests", "read", "use", "admin"] as const) {
        const record = { id: `tok_${scope}`, name: scope, scopes: [scope], createdAt: new Date(0) };
        server.storage.tokens.insert(record, hashToken(`cst_${scope}`));
        const headers = { authorization: `Bearer cst_${scope}` };
        const { body } = await call(server.app, path, { ...init, headers });
        const forbidden = (body as { code?: string }).code === "forbidden";
        expect([scope, forbidden]).toEqual([scope, !scopes.includes(scope)]);
      }
    },
  );

  test.each(EVERY.filter(([, path]) => path.includes("sig_")))(
    "answer 404 where there is none: %s %s",
    async (method, path) => {
      const { app } = testApp();
      expect(await callApi(app, path, { method })).toMatchObject({
        status: 404,
        body: { code: "signature_not_found" },
      });
    },
  );

  test("revoke it once: who comes a moment later is told that it is revoked", async () => {
    const server = testApp();
    await askApproved(server);
    const revoke = async () => callApi(server.app, "/v1/signatures/sig_0001/revoke", { method: "POST" });
    expect(await Promise.all([revoke(), revoke()])).toMatchObject([
      { status: 200, body: { status: "revoked" } },
      { status: 409, body: { code: "signature_ended", message: "signature sig_0001 is revoked already" } },
    ]);
  });

  test("list the newest first, a page at a time", async () => {
    const server = testApp();
    for (const purpose of ["one", "two", "three"]) await ask(server, asked({ purpose }));
    const page = async (query: string) => {
      const { body } = await callApi(server.app, `/v1/signatures?${query}`);
      const { data, next_cursor } = body as { data: { purpose: string }[]; next_cursor: string | null };
      return [data.map(({ purpose }) => purpose), next_cursor];
    };
    expect(await page("limit=2")).toEqual([["three", "two"], "sig_0002"]);
    expect(await page("limit=2&cursor=sig_0002")).toEqual([["one"], null]);
  });
});

describe("a link to a signature's image", () => {
  test("ends with the token that made it", async () => {
    const server = testApp();
    await askApproved(server);
    const record = { id: "tok_use", name: "use", scopes: ["use"], createdAt: new Date(0) } as const;
    server.storage.tokens.insert(record, hashToken("cst_use"));
    const headers = { authorization: "Bearer cst_use" };
    const { body } = await call(server.app, "/v1/signatures/sig_0001/link", { method: "POST", headers });
    const { pathname, search } = new URL((body as { url: string }).url);
    const show = async () => server.app.handle(new Request(`http://localhost${pathname}${search}`));
    expect((await show()).status).toBe(200);
    server.storage.tokens.revoke("tok_use", server.clock.now());
    const refused = await show();
    expect([refused.status, (await refused.json()) as object]).toEqual([
      403,
      expect.objectContaining({ code: "link_invalid" }),
    ]);
  });
});
