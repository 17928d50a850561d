import { createCipheriv, createHash } from "node:crypto";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { parseAction } from "../../src/protocol/card-action.ts";
import { FrameJoiner } from "../../src/protocol/frame-joiner.ts";
import { decodeFrame, encodeFrame, pingFrame } from "../../src/protocol/frame.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { openLegacyCard } from "../../src/protocol/open-legacy-card.ts";
import { openPush } from "../../src/protocol/open-push.ts";
import { ProtocolError } from "../../src/protocol/protocol-error.ts";
import { signCallback, signLegacyCard } from "../../src/protocol/signature.ts";
import type { Chance } from "./chance.ts";
import type { Trial } from "./fuzz.ts";
import { mutate } from "./mutate.ts";

const NOW = new Date("2026-11-21T04:00:00Z");
const APP = "cli_a1b2c3d4e5f60718";
const KEY = "fuzz encrypt key";
const TOKEN = "fuzz-verification-token";
const NONCE = "950646929";
const TIMESTAMP = String(NOW.getTime() / 1000);

const secrets = createSecrets({ appId: APP, encryptKey: KEY, verificationToken: TOKEN });
const cipherKey = createHash("sha256").update(KEY).digest();
const freshness = { now: NOW, toleranceSeconds: 300 };

const CLICK = Buffer.from(
  JSON.stringify({
    schema: "2.0",
    header: {
      event_id: "5d1e0a3bb1f04c3e9a1f0c2d3e4f5a6b",
      token: TOKEN,
      create_time: "1763700000123456",
      event_type: "card.action.trigger",
      tenant_key: "2df7399example",
      app_id: APP,
    },
    event: {
      operator: { tenant_key: "2df7399example", open_id: "ou_1", union_id: "on_1", user_id: null },
      token: "c-1",
      action: {
        value: { action: "approve", approval: "apr_1" },
        tag: "button",
        form_value: { reason: "好" },
      },
      host: "im_message",
      context: { open_message_id: "om_1", open_chat_id: "oc_1" },
    },
  }),
);
const CHALLENGE = Buffer.from(
  JSON.stringify({ challenge: "sesame", token: TOKEN, type: "url_verification" }),
);
const LEGACY = Buffer.from(
  JSON.stringify({
    open_id: "ou_1",
    user_id: "u1",
    open_message_id: "om_1",
    open_chat_id: "oc_1",
    tenant_key: "2df7399example",
    token: "c-1",
    action: { value: { action: "approve", approval: "apr_1" }, tag: "button" },
  }),
);
const FRAME = Buffer.from(
  encodeFrame({
    seqId: 7n,
    logId: 2n ** 63n,
    service: 33_554_678,
    method: 1,
    headers: [
      ["type", "event"],
      ["message_id", "m-1"],
      ["sum", "2"],
      ["seq", "1"],
    ],
    payload: CLICK,
    logIdNew: "log",
  }),
);

/** Frames of the long connection: whatever the bytes, a frame that survives its own round trip, or a coded refusal. */
const frame: Trial = (chance) =>
  refusedOr(() => {
    const bytes = mutate(chance.pick([FRAME, Buffer.from(encodeFrame(pingFrame(1)))]), chance);
    const read = decodeFrame(bytes);
    if (!Bun.deepEquals(decodeFrame(encodeFrame(read)), read)) throw new Error("not the same frame again");
    return "read";
  });

/** Parts of messages in any order, with headers that lie: put together, waited for, or refused. */
const parts: Trial = (chance) => {
  const joiner = new FrameJoiner();
  for (let left = 1 + chance.below(8); left > 0; left -= 1) {
    const sum = chance.pick(["1", "2", "3", "0", "-1", "999999", "2e1", "", "٣"]);
    const seq = chance.pick(["0", "1", "2", "3", "-1", "1.5"]);
    const headers: readonly (readonly [string, string])[] = [
      ["message_id", chance.pick(["a", "b", ""])],
      ["sum", sum],
      ["seq", seq],
    ];
    const payload = mutate(CLICK, chance);
    const whole = { seqId: 1n, logId: 1n, service: 1, method: 1, headers, payload };
    refusedOr(() => (joiner.add(whole, NOW) === undefined ? "waits" : "whole"));
  }
  return "fed";
};

/** What came over the long connection, unsigned by design: an event, or a coded refusal. */
const push: Trial = (chance) =>
  refusedOr(() => {
    openPush(mutate(chance.pick([CLICK, LEGACY, CHALLENGE]), chance));
    return "read";
  });

/** A genuine callback with something done to it on its way: taken only if what was signed is what came. */
const callback: Trial = (chance) => {
  const genuine = seal(chance.pick([CLICK, CHALLENGE]), chance);
  const came = tamper(genuine, chance);
  return refusedOr(() => {
    const message = openCallback(came, secrets, freshness);
    if (isAsSigned(genuine, came)) return "taken as it was signed";
    // Lark signs no challenge, and the encryption alone does not keep its bytes from being changed on the way: what is
    // echoed may be another text then, and nothing else comes of it.
    if (message.kind === "challenge") return "challenge echoed";
    throw new Error(`taken, and was not signed: ${JSON.stringify(message)}`);
  });
};

/** The same of the older kind. */
const legacyCard: Trial = (chance) => {
  const body = chance.pick([LEGACY, CHALLENGE]);
  const timestamp = chance.pick([TIMESTAMP, "Monday, 14-Nov-22 15:53:37 CST"]);
  const signature = signLegacyCard({ timestamp, nonce: NONCE, verificationToken: TOKEN, body });
  const genuine: Message = { headers: headersOf(timestamp, NONCE, signature), body };
  const came = tamper(genuine, chance);
  return refusedOr(() => {
    const message = openLegacyCard(came, secrets);
    if (isAsSigned(genuine, came)) return "taken as it was signed";
    if (message.kind === "challenge") return "challenge echoed";
    throw new Error(`taken, and was not signed: ${JSON.stringify(message)}`);
  });
};

/** Rubbish that holds the keys: signed and encrypted as it should be. Read, or refused with a code. */
const signedRubbish: Trial = (chance) =>
  refusedOr(() => {
    const message = openCallback(seal(mutate(CLICK, chance), chance), secrets, freshness);
    if (message.kind === "challenge") return "challenge";
    parseAction(message.payload);
    return "read";
  });

export const TRIALS: Readonly<Record<string, Trial>> = {
  frame,
  parts,
  push,
  callback,
  legacyCard,
  signedRubbish,
};

interface Message {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

function seal(plain: Buffer, chance: Chance): Message {
  const iv = Buffer.from(Array.from({ length: 16 }, () => chance.below(256)));
  // Not by our own cipher, which encrypts text: these bytes may be none.
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const encrypt = Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString("base64");
  const body = Buffer.from(JSON.stringify({ encrypt }));
  const signature = signCallback({ timestamp: TIMESTAMP, nonce: NONCE, encryptKey: KEY, body });
  return { headers: headersOf(TIMESTAMP, NONCE, signature), body };
}

function headersOf(timestamp: string, nonce: string, signature: string) {
  return {
    "x-lark-request-timestamp": timestamp,
    "x-lark-request-nonce": nonce,
    "x-lark-signature": signature,
  };
}

/** Body, headers or both; now and then all headers are gone. */
function tamper({ headers, body }: Message, chance: Chance): Message {
  const kind = chance.below(8);
  if (kind === 0) return { headers: {}, body: mutate(body, chance) };
  if (kind > 2) return { headers, body: mutate(body, chance) };
  const entries = Object.entries(headers).map(([key, value]) =>
    chance.below(2) === 0
      ? ([key, value] as const)
      : ([key, mutate(Buffer.from(value ?? ""), chance).toString("latin1")] as const),
  );
  return { headers: Object.fromEntries(entries), body: kind === 1 ? body : mutate(body, chance) };
}

/** Nothing separates the parts under the hash: what counts is all of it together. */
function isAsSigned(genuine: Message, came: Message): boolean {
  return hashed(genuine).equals(hashed(came));
}

function hashed({ headers, body }: Message): Buffer {
  const { "x-lark-request-timestamp": timestamp, "x-lark-request-nonce": nonce } = headers;
  return Buffer.concat([Buffer.from(`${timestamp}${nonce}`), body]);
}

function refusedOr(attempt: () => string): string {
  try {
    return attempt();
  } catch (fault) {
    if (fault instanceof ProtocolError) return `refused: ${fault.code}`;
    throw fault;
  }
}
