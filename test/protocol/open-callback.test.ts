import { describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import type { CallbackRequest } from "../../src/protocol/open-callback.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { protocolCode } from "../support/protocol-code.ts";
import {
  bytes,
  click,
  ENCRYPT_KEY,
  sealed,
  signed,
  signedCallback,
  VERIFICATION_TOKEN,
} from "../support/signed-callback.ts";

const timestamp = "1763700000";
const now = new Date(Number(timestamp) * 1000);
const secrets = createSecrets({ encryptKey: ENCRYPT_KEY, verificationToken: VERIFICATION_TOKEN });
const unencrypted = createSecrets({ verificationToken: VERIFICATION_TOKEN });
const challenge = {
  type: "url_verification",
  token: VERIFICATION_TOKEN,
  challenge: 'a "quoted" \\ <b> 挑战-🙂',
};

const secretsOf = (appId: string) =>
  createSecrets({ appId, encryptKey: ENCRYPT_KEY, verificationToken: VERIFICATION_TOKEN });
const open = (request: CallbackRequest, using = secrets) => openCallback(request, using, { now });
const code = (request: CallbackRequest, using = secrets) => protocolCode(() => open(request, using));
const unsigned = (body: Uint8Array): CallbackRequest => ({ headers: {}, body });

describe("a callback", () => {
  test("comes out with its ids and its whole payload", () => {
    expect(open(signedCallback(click(), { timestamp }))).toEqual({
      kind: "event",
      eventType: "card.action.trigger",
      eventId: "5d1e0a3bb1f04c3e9a1f0c2d3e4f5a6b",
      appId: "cli_a1b2c3d4e5f60718",
      tenantKey: "2df7399example",
      payload: click(),
    });
  });

  test("of the first schema keeps its ids elsewhere", () => {
    const event = { type: "app_ticket", app_id: "cli_1", app_ticket: "secret" };
    const payload = { ts: "1.2", uuid: "u-1", token: VERIFICATION_TOKEN, type: "event_callback", event };
    expect(open(signedCallback(payload, { timestamp }))).toMatchObject({
      eventType: "app_ticket",
      eventId: "u-1",
      appId: "cli_1",
    });
  });

  test("is taken from the ciphertext alone, whatever lies beside it", () => {
    const envelope = `{"encrypt":${JSON.stringify(encryptOf(sealed(click())))},"schema":"2.0","event":{"action":"forged"}}`;
    expect(open(signed(bytes(envelope), { timestamp }))).toMatchObject({ payload: click() });
  });

  test("may be spaced and escaped as the sender likes, for its bytes are what is signed", () => {
    const envelope = ` { "encrypt" : ${JSON.stringify(encryptOf(sealed(click()))).replaceAll("/", "\\/")} }\r\n`;
    const request = signed(bytes(envelope), { timestamp });
    expect(code(request)).toBe("accepted");
    expect(code({ ...request, body: sealed(click()) })).toBe("bad_signature");
  });

  test.each([
    ["without its event id", { ...click(), header: { ...click().header, event_id: undefined } }],
    ["with an empty event id", { ...click(), header: { ...click().header, event_id: "" } }],
    ["without a type", { ...click(), header: { ...click().header, event_type: 7 } }],
    [
      "of the first schema without an event",
      { uuid: "u-1", token: VERIFICATION_TOKEN, type: "event_callback" },
    ],
  ])("is refused %s", (_, payload) => {
    expect(code(signedCallback(payload, { timestamp }))).toBe("malformed");
  });

  test("is refused when its click token is ours but its verification token is not", () => {
    const payload = click();
    const swapped = {
      ...payload,
      header: { ...payload.header, token: "c-1" },
      event: { ...payload.event, token: VERIFICATION_TOKEN },
    };
    expect(code(signedCallback(swapped, { timestamp }))).toBe("wrong_token");
  });

  test("is refused when it is for another app, and taken when it is for ours", () => {
    const request = signedCallback(click(), { timestamp });
    expect(code(request, secretsOf("cli_another"))).toBe("wrong_app");
    expect(code(request, secretsOf("cli_a1b2c3d4e5f60718"))).toBe("accepted");
  });

  test("is refused when its token is a list that reads like ours", () => {
    const payload = { ...click(), header: { ...click().header, token: [VERIFICATION_TOKEN] } };
    expect(code(signedCallback(payload, { timestamp }))).toBe("wrong_token");
  });

  test("in the clear is refused while there is an encrypt key, signed or not", () => {
    const body = bytes(JSON.stringify(click()));
    expect(code(signed(body, { timestamp }))).toBe("plaintext_when_key_configured");
    expect(code(unsigned(body))).toBe("plaintext_when_key_configured");
  });

  test("that somebody has lengthened without the key, and signed rightly, is refused", () => {
    const body = sealed(click());
    const hashed = timestamp.length + "847363829".length + ENCRYPT_KEY.length + body.length;
    const zeros = (119 - (hashed % 64)) % 64;
    const glue = new Uint8Array(1 + zeros + 8);
    glue[0] = 0x80;
    new DataView(glue.buffer).setBigUint64(1 + zeros, BigInt(hashed * 8));
    const longer = Buffer.concat([body, glue, bytes('{"encrypt":"AAAA"}')]);
    expect((hashed + glue.length) % 64).toBe(0);
    expect(code(signed(longer, { timestamp }))).toBe("malformed");
  });
});

describe("the text of a callback", () => {
  test.each([
    ["is cut inside a character", Buffer.from('{"a":"同"}').subarray(0, 7)],
    ["is not UTF-8", Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ["has an overlong slash", Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d)],
    ["begins with a byte order mark", Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
    ["is a million levels deep", bytes('{"a":' + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}")],
    ["goes on after the object", bytes("{}{}")],
    ["is empty", new Uint8Array()],
  ])("is refused when it %s", (_, body) => {
    expect(code(signed(body, { timestamp }))).toBe("malformed");
    expect(code(unsigned(body), unencrypted)).toBe("malformed");
  });

  test("may be 60 levels deep, and is refused at 70", () => {
    expect(code(signedCallback(nested(60), { timestamp }))).toBe("accepted");
    expect(code(signedCallback(nested(70), { timestamp }))).toBe("malformed");
  });

  test("cannot lend itself members by way of a prototype", () => {
    const header = JSON.stringify(click().header);
    const lent = `{"schema":"2.0","__proto__":{"header":${header}},"constructor":{"prototype":{"header":${header}}}}`;
    expect(code(signedCallback(lent, { timestamp }))).toBe("wrong_token");
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("a challenge", () => {
  test("is answered unsigned, as Lark sends it, to the letter", () => {
    expect(open(unsigned(sealed(challenge)))).toEqual({ kind: "challenge", challenge: challenge.challenge });
  });

  test("is answered when it is signed as well", () => {
    expect(open(signedCallback(challenge, { timestamp }))).toEqual({
      kind: "challenge",
      challenge: challenge.challenge,
    });
  });

  test("is refused when it is signed badly", () => {
    expect(code(signedCallback(challenge, { timestamp, encryptKey: "another" }))).toBe("bad_signature");
  });

  test.each(["timestamp", "nonce", "signature"])("is refused with a %s and no more", (kept) => {
    const { headers, body } = signedCallback(challenge, { timestamp });
    const some = Object.fromEntries(Object.entries(headers).filter(([name]) => name.endsWith(kept)));
    expect(Object.keys(some)).toHaveLength(1);
    expect(code({ headers: some, body })).toBe("missing_signature");
  });

  test("without a token is refused even where the token reads as what is absent", () => {
    const using = createSecrets({ encryptKey: ENCRYPT_KEY, verificationToken: "undefined" });
    expect(code(unsigned(sealed({ ...challenge, token: undefined })), using)).toBe("wrong_token");
  });

  test.each([
    ["in the clear", bytes(JSON.stringify(challenge)), "plaintext_when_key_configured"],
    ["with another token", sealed({ ...challenge, token: "another" }), "wrong_token"],
    ["without a token", sealed({ ...challenge, token: undefined }), "wrong_token"],
    ["with a challenge that is not a text", sealed({ ...challenge, challenge: { a: 1 } }), "malformed"],
    ["under another key", sealed(challenge, "another key"), "decrypt_failed"],
    ["that is an event in disguise", sealed({ ...click(), ...challenge }), "missing_signature"],
    ["that is no challenge at all", sealed(click()), "missing_signature"],
  ])("is refused %s", (_, body, refusal) => {
    expect(code(unsigned(body))).toBe(refusal);
  });
});

describe("without an encrypt key", () => {
  test("the verification token alone lets a callback in", () => {
    const body = bytes(JSON.stringify(click()));
    expect(open(unsigned(body), unencrypted)).toMatchObject({ eventType: "card.action.trigger" });
    expect(code(signed(body, { timestamp: "0", encryptKey: "" }), unencrypted)).toBe("accepted");
    const guessed = createSecrets({ verificationToken: `${VERIFICATION_TOKEN} ` });
    expect(code(unsigned(body), guessed)).toBe("wrong_token");
  });

  test("an encrypted callback is refused by that name", () => {
    expect(code(signedCallback(click(), { timestamp }), unencrypted)).toBe("encrypted_without_key");
  });
});

test.each([
  ["no secret at all", { verificationToken: "" }],
  ["a key but no token", { encryptKey: ENCRYPT_KEY, verificationToken: "" }],
  ["an empty key, which is not the same as none", { encryptKey: "", verificationToken: VERIFICATION_TOKEN }],
])("there is no opening callbacks with %s", (_, given) => {
  expect(protocolCode(() => createSecrets(given))).toBe("no_secret");
});

function nested(levels: number): unknown {
  return { ...click(), extra: JSON.parse("[".repeat(levels) + "]".repeat(levels)) as unknown };
}

function encryptOf(body: Uint8Array): string {
  return (JSON.parse(new TextDecoder().decode(body)) as { encrypt: string }).encrypt;
}
