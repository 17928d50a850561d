import { describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { createCipher } from "../../src/protocol/encryption.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { openLegacyCard } from "../../src/protocol/open-legacy-card.ts";
import { ProtocolError } from "../../src/protocol/protocol-error.ts";
import type { CallbackHeaders } from "../../src/protocol/signature.ts";
import { signCallback, signLegacyCard, TIMESTAMP_HEADER } from "../../src/protocol/signature.ts";
import vectors from "../fixtures/vectors/vectors-dev.json";
import { protocolCode } from "../support/protocol-code.ts";

interface HttpCase {
  readonly config: {
    readonly endpoint: string;
    readonly encrypt_key: string;
    readonly verification_token: string;
  };
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly body_base64?: string;
}

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly inputs: unknown;
  readonly expected: unknown;
}

const cases: readonly Case[] = vectors.cases;

describe("the vectors", () => {
  test("are all run", () => {
    const kinds = Object.groupBy(cases, ({ kind }) => kind);
    expect(Object.entries(kinds).map(([kind, some]) => [kind, some?.length])).toEqual(
      Object.entries(vectors.meta.kinds),
    );
  });

  for (const { name, kind, inputs, expected } of cases) {
    test(name, () => expect(RUN[kind]?.(inputs as never)).toEqual(expectation(kind, expected)));
  }
});

const RUN: Readonly<Record<string, (inputs: never) => unknown>> = {
  sha256_signature: (inputs: { timestamp: string; nonce: string; encrypt_key: string; body: string }) => ({
    signature: signCallback({ ...inputs, encryptKey: inputs.encrypt_key, body: bodyOf(inputs) }),
  }),
  sha1_signature: (inputs: {
    timestamp: string;
    nonce: string;
    verification_token: string;
    body: string;
  }) => ({
    signature: signLegacyCard({
      ...inputs,
      verificationToken: inputs.verification_token,
      body: bodyOf(inputs),
    }),
  }),
  aes_decrypt: (inputs: { encrypt_key: string; encrypt: string }) => {
    const decrypt = () => createCipher(inputs.encrypt_key).decrypt(inputs.encrypt);
    const code = protocolCode(decrypt);
    return code === "accepted" ? { plaintext: new TextDecoder().decode(decrypt()) } : { reason: code };
  },
  http_request: open,
};

function expectation(kind: string, expected: unknown): unknown {
  const { plaintext_text, ...rest } = expected as Record<string, unknown>;
  if (kind === "aes_decrypt") {
    return "plaintext" in rest ? { plaintext: rest["plaintext"] } : { reason: rest["reason"] };
  }
  if (typeof plaintext_text === "string") return { ...rest, payload: JSON.parse(plaintext_text) };
  return rest;
}

function open({ config, headers, ...inputs }: HttpCase): unknown {
  const request = { headers: lowerCase(headers), body: bodyOf(inputs) };
  const verificationToken = config.verification_token;
  try {
    const message =
      config.endpoint === "legacy_card"
        ? openLegacyCard(request, createSecrets({ verificationToken }))
        : openCallback(
            request,
            createSecrets({ encryptKey: config.encrypt_key || undefined, verificationToken }),
            { now: new Date(Number(request.headers[TIMESTAMP_HEADER]) * 1000) },
          );
    if (message.kind === "challenge") return { verdict: "challenge", challenge: message.challenge };
    return { verdict: "accept", event_type: message.eventType, payload: message.payload };
  } catch (error) {
    if (error instanceof ProtocolError) return { verdict: "reject", reason: error.code };
    throw error;
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): CallbackHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyOf({
  body,
  body_base64,
}: {
  readonly body?: string;
  readonly body_base64?: string;
}): Uint8Array {
  return new Uint8Array(body === undefined ? Buffer.from(body_base64 ?? "", "base64") : Buffer.from(body));
}
