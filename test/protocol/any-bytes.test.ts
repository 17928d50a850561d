import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { parseAction } from "../../src/protocol/card-action.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { openLegacyCard } from "../../src/protocol/open-legacy-card.ts";
import { openPush } from "../../src/protocol/open-push.ts";
import { protocolCode } from "../support/protocol-code.ts";
import { bytes, click, ENCRYPT_KEY, sealed, signed, VERIFICATION_TOKEN } from "../support/signed-callback.ts";

const timestamp = "1763700000";
const now = new Date(Number(timestamp) * 1000);
const verificationToken = VERIFICATION_TOKEN;
const secrets = createSecrets({ encryptKey: ENCRYPT_KEY, verificationToken });
const unencrypted = createSecrets({ verificationToken });

/** Bytes at random, JSON at random, and genuine callbacks with a few bytes changed. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map(bytes),
  mutations(bytes(JSON.stringify(click()))),
  mutations(sealed(click())),
  fc.json().map((json) => sealed(json)),
  mutations(bytes(JSON.stringify(click()))).map((body) => sealed(new TextDecoder().decode(body))),
);

const headers = fc.dictionary(
  fc.constantFrom("x-lark-request-timestamp", "x-lark-request-nonce", "x-lark-signature"),
  fc.oneof(fc.string(), fc.constant(timestamp), fc.constant("0".repeat(64)), fc.constant("0".repeat(40))),
);

describe("on any bytes nothing but a ProtocolError is thrown", () => {
  // protocolCode lets every other error through, and so fails the property.
  test("when they are signed rightly", () => {
    fc.assert(
      fc.property(anyBytes, (body) => {
        protocolCode(() => openCallback(signed(body, { timestamp }), secrets, { now }));
      }),
      { numRuns: 3_000 },
    );
  });

  test("when the headers are anything too, and then nothing but a challenge is let in", () => {
    fc.assert(
      fc.property(anyBytes, headers, (body, given) => {
        const code = protocolCode(() => openCallback({ headers: given, body }, secrets, { now }));
        expect(code).not.toBe("accepted");
        protocolCode(() => openCallback({ headers: given, body }, unencrypted, { now }));
        protocolCode(() => openLegacyCard({ headers: given, body }, unencrypted));
      }),
      { numRuns: 3_000 },
    );
  });

  test("when a click is looked for in them", () => {
    fc.assert(
      fc.property(anyBytes, (body) => {
        protocolCode(() => parseAction(openPush(body).payload));
      }),
      { numRuns: 3_000 },
    );
  });

  test("when a click is looked for in any value", () => {
    const inside = fc.letrec((tie) => ({
      value: fc.oneof(fc.anything(), tie("click")),
      click: fc.dictionary(
        fc.constantFrom(
          "body",
          "event",
          "action",
          "operator",
          "context",
          "header",
          "open_id",
          "token",
          "tag",
          "__proto__",
        ),
        tie("value"),
      ),
    })).value;
    fc.assert(
      fc.property(inside, (value) => void protocolCode(() => parseAction(value))),
      { numRuns: 300 },
    );
  });
});

test("a signature holds for no other bytes, and no other nonce", () => {
  const genuine = signed(sealed(click()), { timestamp });
  fc.assert(
    fc.property(mutations(genuine.body), (body) => {
      fc.pre(!Buffer.from(body).equals(genuine.body));
      expect(protocolCode(() => openCallback({ ...genuine, body }, secrets, { now }))).toBe("bad_signature");
    }),
  );
});

/** The same bytes with one to four of them changed, put in or taken away. */
function mutations(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(2), fc.array(fc.nat(255), { maxLength: 3 }));
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce(
        (bytes, [at, cut, insert]) =>
          Buffer.concat([bytes.subarray(0, at), Uint8Array.from(insert), bytes.subarray(at + cut)]),
        Buffer.from(original),
      ),
    );
}
