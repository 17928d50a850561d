import { describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { openAnyCallback } from "../../src/protocol/open-any-callback.ts";
import vectors from "../fixtures/vectors/vectors-dev.json";
import { protocolCode } from "../support/protocol-code.ts";

interface LegacyCase {
  readonly id: string;
  readonly inputs: {
    readonly config: { readonly endpoint?: string; readonly verification_token: string };
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly body_base64?: string;
  };
  readonly expected: { readonly verdict: string };
}

const CASES = (vectors as unknown as { cases: readonly (LegacyCase & { kind: string })[] }).cases.filter(
  ({ kind, inputs }) => kind === "http_request" && inputs.config.endpoint === "legacy_card",
);

describe("the one door for both generations, with an encrypt key,", () => {
  test.each(CASES.map((it) => [it.id, it] as const))("judges %s as the older door does", (_, it) => {
    const { config, headers, body, body_base64 } = it.inputs;
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const lower: Readonly<Record<string, string>> = Object.fromEntries(names);
    const sent = lower["x-lark-request-timestamp"] ?? "";
    const now = new Date(/^\d{10}$/.test(sent) ? Number(sent) * 1000 : sent.replace(/ [A-Z]+$/, " UTC"));
    const verificationToken = config.verification_token;
    const secrets = createSecrets({ encryptKey: "another-key", verificationToken });
    const bytes = new Uint8Array(
      Buffer.from(body ?? body_base64 ?? "", body === undefined ? "base64" : "utf8"),
    );
    const code = protocolCode(() => openAnyCallback({ headers: lower, body: bytes }, secrets, { now }));
    expect(code === "accepted").toBe(it.expected.verdict !== "reject");
  });

  test("has such cases to judge", () => {
    expect(CASES.length).toBeGreaterThan(3);
  });
});
