import { describe, expect, test } from "bun:test";

import type { ClickRegistration } from "../../../src/callback/registration.ts";
import type { CallbackRequest } from "../../../src/protocol/open-callback.ts";
import { signLegacyCard } from "../../../src/protocol/signature.ts";
import { aClick, pressing } from "../../support/a-click.ts";
import { callBack } from "../../support/call.ts";
import { bytes, signedCallback, VERIFICATION_TOKEN } from "../../support/signed-callback.ts";
import { testApp } from "../../support/test-app.ts";
import { timestamp } from "./unproven-callbacks.ts";

const ON = { LARK_LEGACY_CARD: "true" };

const APPROVING = {
  open_id: "ou_ann",
  open_message_id: "om_1",
  open_chat_id: "oc_1",
  tenant_key: "tk",
  token: "c-1",
  action: pressing("approve"),
};

interface About {
  readonly at?: string;
  readonly nonce?: string;
  readonly verificationToken?: string;
}

function legacy(
  payload: unknown,
  { at = timestamp, nonce = "7", verificationToken = VERIFICATION_TOKEN }: About = {},
): CallbackRequest {
  const body = bytes(JSON.stringify(payload));
  const signature = signLegacyCard({ timestamp: at, nonce, body, verificationToken });
  return {
    headers: {
      "x-lark-request-timestamp": at,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": signature,
    },
    body,
  };
}

describe("a card callback of the older kind", () => {
  test("decides where it is allowed", async () => {
    const { app, ask, service } = testApp({ env: ON });
    const { id } = await ask();
    expect(await callBack(app, legacy(APPROVING))).toMatchObject({ status: 200, body: {} });
    expect((await service.find(id)).status).toBe("approved");
  });

  test.each(["Monday, 02-Mar-26 17:00:00 CST", "Monday, 02-Mar-26 09:04:00 GMT", timestamp])(
    "is taken from %p, which may be now",
    async (at) => {
      const { app, ask } = testApp({ env: ON });
      await ask();
      expect(await callBack(app, legacy(APPROVING, { at }))).toMatchObject({ status: 200 });
    },
  );

  test.each<[string, Record<string, string>, CallbackRequest]>([
    ["where it is not allowed", {}, legacy(APPROVING)],
    ["signed with another token", ON, legacy(APPROVING, { verificationToken: "another" })],
    ["of the newer form, signed by the older rule", ON, legacy(aClick())],
    ["with a schema put in", ON, legacy({ ...APPROVING, schema: "2.0" })],
    ["from ten minutes ago", ON, legacy(APPROVING, { at: String(Number(timestamp) - 600) })],
    ["from the day before, in any zone", ON, legacy(APPROVING, { at: "Sunday, 01-Mar-26 08:00:00 CST" })],
    ["from ten minutes ago in GMT", ON, legacy(APPROVING, { at: "Monday, 02-Mar-26 08:50:00 GMT" })],
    ["from no time", ON, legacy(APPROVING, { at: "now" })],
    ["unsigned", ON, { headers: {}, body: bytes(JSON.stringify(APPROVING)) }],
  ])("is refused %s, and changes nothing", async (_, env, request) => {
    const { app, ask, service } = testApp({ env });
    const { id } = await ask();
    expect((await callBack(app, request)).status).not.toBe(200);
    expect((await service.find(id)).status).toBe("pending");
  });

  test("that is replayed counts once", async () => {
    const { app, ask, service } = testApp({ env: ON });
    const { id } = await ask({
      policy: { approve: 2, reject: 1 },
      approvers: [{ open_id: "ou_ann" }, { open_id: "ou_ben" }],
    });
    for (let n = 0; n < 3; n++) await callBack(app, legacy(APPROVING));
    expect((await service.find(id)).votes).toHaveLength(1);
    expect(
      (await service.history(id)).filter(({ type }) => type === "voted" || type === "refused"),
    ).toHaveLength(1);
  });

  test("is the same click as the newer one with its token: the second gets the first one's answer", async () => {
    const { app, ask, service } = testApp({ env: ON });
    const { id } = await ask();
    expect(await callBack(app, signedCallback(aClick(), { timestamp }))).toMatchObject({ body: {} });
    expect(await callBack(app, legacy(APPROVING))).toMatchObject({ status: 200, body: {} });
    expect((await service.history(id)).filter(({ type }) => type === "refused")).toEqual([]);
    const again = { ...APPROVING, token: "c-2" };
    expect(await callBack(app, legacy(again))).toMatchObject({ body: { toast: { type: "info" } } });
  });

  test("is answered in its own form: the card's fields beside the toast", async () => {
    const toast = { type: "success", content: "Done." } as const;
    const click: ClickRegistration = {
      kind: "click",
      name: "publish",
      handle: () => ({ toast, card: { type: "raw", data: { header: { title: "t" }, elements: [] } } }),
    };
    const { app } = testApp({ env: ON, callbacks: { clicks: [click] } });
    const request = legacy({ ...APPROVING, action: { tag: "button", value: { publish: 1 } } });
    expect((await callBack(app, request)).body).toEqual({ header: { title: "t" }, elements: [], toast });
  });

  test("leaves the newer ones to their own rule", async () => {
    const { app, ask, service } = testApp({ env: ON });
    const { id } = await ask();
    expect(await callBack(app, signedCallback(aClick(), { timestamp }))).toMatchObject({ body: {} });
    expect((await service.find(id)).status).toBe("approved");
  });

  test("has its address asked for in the clear, with the right token only", async () => {
    const { app } = testApp({ env: ON });
    const asked = (token: string) =>
      callBack(app, {
        headers: {},
        body: bytes(JSON.stringify({ type: "url_verification", challenge: "c", token })),
      });
    expect((await asked(VERIFICATION_TOKEN)).body).toEqual({ challenge: "c" });
    expect((await asked("another")).status).not.toBe(200);
  });
});
