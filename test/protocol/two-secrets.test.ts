import { describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { openAnyCallback } from "../../src/protocol/open-any-callback.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { signLegacyCard } from "../../src/protocol/signature.ts";
import { protocolCode } from "../support/protocol-code.ts";
import { bytes, click, sealed, signed, signedCallback } from "../support/signed-callback.ts";

const timestamp = "1763700000";
const now = new Date(Number(timestamp) * 1000);
const KEYS = ["new-key", "old-key"] as const;
const TOKENS = ["new-token", "old-token"] as const;
const secrets = createSecrets({ encryptKey: KEYS, verificationToken: TOKENS });

function withToken(token: string) {
  const payload = click();
  return { ...payload, header: { ...payload.header, token } };
}

const PAIRS = [...KEYS, "another-key"].flatMap((key) =>
  [...TOKENS, "another-token"].map((token) => [key, token] as const),
);

describe("while the secrets are changed", () => {
  test.each(PAIRS)("a callback under %s and %s is taken if both are in force", (encryptKey, token) => {
    const request = signedCallback(withToken(token), { timestamp, encryptKey });
    const refusal =
      encryptKey === "another-key" ? "bad_signature" : token === "another-token" ? "wrong_token" : "accepted";
    expect(protocolCode(() => openCallback(request, secrets, { now }))).toBe(refusal);
  });

  test.each(PAIRS)(
    "Lark's question whether the address is ours is answered under %s and %s",
    (encryptKey, token) => {
      const challenge = { type: "url_verification", token, challenge: "c" };
      const request = { headers: {}, body: sealed(challenge, encryptKey) };
      const isTaken = encryptKey !== "another-key" && token !== "another-token";
      expect(protocolCode(() => openCallback(request, secrets, { now })) === "accepted").toBe(isTaken);
    },
  );

  test("what one key signed is not opened by the other", () => {
    const request = signed(sealed(withToken("new-token"), "old-key"), { timestamp, encryptKey: "new-key" });
    expect(protocolCode(() => openCallback(request, secrets, { now }))).not.toBe("accepted");
  });

  test.each([
    ["new-token", "accepted"],
    ["old-token", "accepted"],
    ["another-token", "bad_signature"],
  ])("an older card that was signed with %s is judged: %s", (verificationToken, verdict) => {
    const body = bytes(
      JSON.stringify({ open_id: "ou_1", open_message_id: "om_1", action: { tag: "button", value: {} } }),
    );
    const headers = {
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": "n",
      "x-lark-signature": signLegacyCard({ timestamp, nonce: "n", verificationToken, body }),
    };
    expect(protocolCode(() => openAnyCallback({ headers, body }, secrets, { now }))).toBe(verdict);
  });

  test.each([
    ["a key", { encryptKey: ["new-key", ""], verificationToken: TOKENS }],
    ["a token", { encryptKey: KEYS, verificationToken: ["new-token", ""] }],
    ["every token", { encryptKey: KEYS, verificationToken: [] }],
  ])("%s that is empty is a mistake", (_, given) => {
    expect(protocolCode(() => createSecrets(given))).toBe("no_secret");
  });
});
