import { describe, expect, test } from "bun:test";

import type { CallbackRequest } from "../../../src/protocol/open-callback.ts";
import { aClick } from "../../support/a-click.ts";
import { call, callBack } from "../../support/call.ts";
import { bytes, sealed, signed, signedCallback, VERIFICATION_TOKEN } from "../../support/signed-callback.ts";
import { testApp } from "../../support/test-app.ts";
import { timestamp } from "./unproven-callbacks.ts";

function encryptOf(payload: unknown): string {
  return (JSON.parse(new TextDecoder().decode(sealed(payload))) as { encrypt: string }).encrypt;
}

describe("a callback of Lark's", () => {
  test.each([
    "/lark/callback",
    "/callback",
    "/webhook/card",
    "/webhook/event",
    "/api/lark/webhook/button-callback",
  ])("is taken under %s", async (path) => {
    const { app, ask, service } = testApp();
    const { id } = await ask();
    expect(await callBack(app, signedCallback(aClick(), { timestamp }), path)).toMatchObject({
      status: 200,
      body: {},
    });
    expect((await service.find(id)).status).toBe("approved");
  });

  const E = encryptOf(aClick());
  test.each<[string, CallbackRequest]>([
    ["five minutes old", signedCallback(aClick(), { timestamp: String(Number(timestamp) - 300) })],
    ["five minutes ahead", signedCallback(aClick(), { timestamp: String(Number(timestamp) + 300) })],
    ["with odd spacing", signed(bytes(`\r\n{ "encrypt"\t: "${E}" }\n`), { timestamp })],
    ["with escapes", signed(bytes(`{"\\u0065ncrypt":"${E}"}`), { timestamp })],
    [
      "with a name twice, of which the last counts",
      signed(bytes(`{"encrypt":"no","encrypt":"${E}"}`), { timestamp }),
    ],
  ])("is taken %s, by the bytes as they came", async (_, request) => {
    const { app, ask, service } = testApp();
    const { id } = await ask();
    expect(await callBack(app, request)).toMatchObject({ status: 200, body: {} });
    expect((await service.find(id)).status).toBe("approved");
  });

  test.each([
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "APPLICATION/JSON; charset=gbk",
  ])("is taken as %s", async (type) => {
    const { app, ask, service } = testApp();
    const { id } = await ask();
    const { headers, body } = signedCallback(aClick(), { timestamp });
    await callBack(app, { headers: { ...headers, "content-type": type }, body });
    expect((await service.find(id)).status).toBe("approved");
  });

  test("says only what is encrypted in it, and nothing that lies beside", async () => {
    const { app, ask, service } = testApp();
    const { id } = await ask();
    const beside = aClick({
      operator: { open_id: "ou_ben" },
      action: { tag: "button", value: { action: "reject" } },
    });
    const body = bytes(JSON.stringify({ ...beside, encrypt: E, event: beside.event }));
    expect(await callBack(app, signed(body, { timestamp }))).toMatchObject({ status: 200, body: {} });
    expect((await service.find(id)).votes).toMatchObject([{ verdict: "approve", by: { open_id: "ou_ann" } }]);
  });

  test("of a kind that nobody handles is answered {}, and named in the log once", async () => {
    const { app, log } = testApp();
    for (const event_id of ["ev_1", "ev_2"]) {
      const payload = {
        ...aClick(),
        header: { ...aClick().header, event_type: "im.message.receive_v1", event_id },
      };
      expect(await callBack(app, signedCallback(payload, { timestamp }))).toMatchObject({
        status: 200,
        body: {},
      });
    }
    expect(log().match(/im\.message\.receive_v1/g)).toHaveLength(1);
  });

  test("is not expected by any other method", async () => {
    const { app } = testApp();
    expect((await call(app, "/lark/callback")).status).toBe(404);
  });
});

describe("the question whether we are here", () => {
  const question = { type: "url_verification", token: VERIFICATION_TOKEN, challenge: '<script>"&' };

  test("is answered, unsigned as Lark sends it, as JSON", async () => {
    const { app } = testApp();
    const answer = await callBack(app, { headers: {}, body: sealed(question) });
    expect([answer.status, answer.body]).toEqual([200, { challenge: '<script>"&' }]);
    expect(answer.headers.get("content-type")).toStartWith("application/json");
  });

  test("is answered signed, too", async () => {
    const { app } = testApp();
    const answer = await callBack(app, signed(sealed(question), { timestamp }));
    expect(answer.body).toEqual({ challenge: '<script>"&' });
  });

  test("is answered in the clear where nothing is encrypted", async () => {
    const { app } = testApp({ env: { LARK_ENCRYPT_KEY: "", COUNTERSIGN_ALLOW_UNSIGNED: "true" } });
    const body = bytes(JSON.stringify(question));
    expect((await callBack(app, { headers: {}, body })).body).toEqual({ challenge: '<script>"&' });
  });
});
