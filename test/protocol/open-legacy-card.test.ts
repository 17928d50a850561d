import { describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { openLegacyCard } from "../../src/protocol/open-legacy-card.ts";
import { openPush } from "../../src/protocol/open-push.ts";
import { signLegacyCard } from "../../src/protocol/signature.ts";
import { protocolCode } from "../support/protocol-code.ts";
import { bytes, click, ENCRYPT_KEY, VERIFICATION_TOKEN } from "../support/signed-callback.ts";

const verificationToken = VERIFICATION_TOKEN;
const older = {
  open_id: "ou_1",
  open_message_id: "om_1",
  tenant_key: "tk",
  token: "c-1",
  action: { tag: "button" },
};

describe("a card callback of the older kind", () => {
  test("is known by its signature, so that a replay has the same id and a second click another", () => {
    const first = openLegacyCard(request(older), createSecrets({ verificationToken }));
    const second = openLegacyCard(request(older, "another nonce"), createSecrets({ verificationToken }));
    expect(first).toMatchObject({ eventType: "card.action.trigger_v1", tenantKey: "tk", payload: older });
    expect(first).toEqual(openLegacyCard(request(older), createSecrets({ verificationToken })));
    expect(first).not.toMatchObject({ eventId: second.kind === "event" ? second.eventId : "" });
  });

  test.each([
    ["schema", { ...older, schema: "2.0" }],
    ["header", { ...older, header: {} }],
    ["encrypt", { ...older, encrypt: "AAAA" }],
  ])("is refused with a %s, for then it is of the newer kind and not signed as such", (_, body) => {
    expect(protocolCode(() => openLegacyCard(request(body), createSecrets({ verificationToken })))).toBe(
      "malformed",
    );
  });

  test("does not open the newer door", () => {
    const now = new Date(1_763_700_000_000);
    const open = (body: unknown, encryptKey?: string) =>
      protocolCode(() =>
        openCallback(request(body), createSecrets({ encryptKey, verificationToken }), { now }),
      );
    expect(open(older, ENCRYPT_KEY)).toBe("bad_signature");
    expect(open(click(), ENCRYPT_KEY)).toBe("bad_signature");
    expect(open(older)).toBe("wrong_token");
  });

  test("is refused unsigned, unless it is a challenge with the right token", () => {
    const unsigned = (body: unknown) =>
      protocolCode(() =>
        openLegacyCard(
          { headers: {}, body: bytes(JSON.stringify(body)) },
          createSecrets({ verificationToken }),
        ),
      );
    const challenge = { type: "url_verification", challenge: "c", token: verificationToken };
    expect(unsigned(older)).toBe("missing_signature");
    expect(unsigned(challenge)).toBe("accepted");
    expect(unsigned({ ...challenge, token: "another" })).toBe("wrong_token");
  });
});

describe("a push over the long connection", () => {
  test("needs no signature, for the connection is the proof", () => {
    expect(openPush(bytes(JSON.stringify(click())))).toMatchObject({ eventType: "card.action.trigger" });
  });

  test("is never a challenge", () => {
    const challenge = { type: "url_verification", challenge: "c", token: verificationToken };
    expect(protocolCode(() => openPush(bytes(JSON.stringify(challenge))))).toBe("malformed");
  });
});

function request(payload: unknown, nonce = "n") {
  const body = bytes(JSON.stringify(payload));
  const timestamp = "Monday, 14-Nov-22 15:53:37 CST";
  return {
    headers: {
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": signLegacyCard({ timestamp, nonce, verificationToken, body }),
    },
    body,
  };
}
