import { expect, test } from "bun:test";

import { createImageService, type ImageServiceOptions } from "../../src/signature/image-service.ts";
import type { KnownSignature } from "../../src/signature/known-signature.ts";

const NOW = new Date("2026-03-02T09:00:00Z");

/** Of a signature that was in force when it was read, and that somebody revokes before anything is written down. */
function revokedMeanwhile(): ImageServiceOptions {
  const found = {
    signature: { id: "sig_1" },
    state: "approved",
    validUntil: new Date(NOW.getTime() + 60_000),
  } as KnownSignature;
  return {
    find: async () => found,
    store: { image: async () => new Uint8Array(1), note: async () => false },
    clock: () => NOW,
    linkKeys: () => [new Uint8Array(32)],
    isRevoked: () => false,
  };
}

test("what is revoked while it is asked for is neither given out nor linked to", async () => {
  const images = createImageService(revokedMeanwhile());
  const actor = { kind: "token", id: "tok_1" } as const;
  const asked = [images.image("sig_1", actor, { atAnyTime: false }), images.link("sig_1", "tok_1", 60)];
  expect(await Promise.all(asked.map(codeOf))).toEqual(["signature_not_active", "signature_not_active"]);
});

async function codeOf(asked: Promise<object>): Promise<unknown> {
  return asked.then(
    () => "given",
    (fault: { code?: unknown }) => fault.code,
  );
}
