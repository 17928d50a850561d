import { describe, expect, test } from "bun:test";

import type { CallbackRequest } from "../../../src/protocol/open-callback.ts";
import { callBack } from "../../support/call.ts";
import { bytes, ENCRYPT_KEY, signed, VERIFICATION_TOKEN } from "../../support/signed-callback.ts";
import { testApp } from "../../support/test-app.ts";
import { approving, genuine, text, timestamp, UNPROVEN } from "./unproven-callbacks.ts";

describe("a callback is refused, always with the same words, and changes nothing", () => {
  test.each(UNPROVEN)("%s", async (_, request) => {
    const { app, ask, dump, log, internal } = testApp();
    await ask();
    const before = dump();
    const { status, body, headers } = await callBack(app, request());
    expect(status).toBe(401);
    expect(body).toEqual({
      code: "callback_refused",
      message: "not proven to come from Lark",
      request_id: headers.get("x-request-id"),
    });
    expect(dump()).toBe(before);
    expect(internal).toEqual([]);
    expect(log().trimEnd().split("\n")).toHaveLength(1);
    for (const secret of [ENCRYPT_KEY, VERIFICATION_TOKEN, "c-1", "ou_ann"])
      expect(log()).not.toContain(secret);
  });

  test("and the same callback, untouched, would have decided", async () => {
    const { app, ask, service } = testApp();
    const { id } = await ask();
    expect(await callBack(app, genuine())).toMatchObject({ status: 200, body: {} });
    expect((await service.find(id)).status).toBe("approved");
  });

  test("nor is anything larger than the largest that Lark sends even looked at", async () => {
    const { app, ask, dump } = testApp();
    await ask();
    const before = dump();
    const body = bytes(`${text(genuine().body)}${" ".repeat(64 * 1024)}`);
    expect(await callBack(app, signed(body, { timestamp }))).toMatchObject({
      status: 413,
      body: { code: "body_too_large" },
    });
    expect(dump()).toBe(before);
  });

  test("where nothing could prove it there is no route for it", async () => {
    const { app } = testApp({ withCallbacks: false });
    expect(await callBack(app, genuine())).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("without an encrypt key, where the settings allow that", () => {
  const unsigned = { LARK_ENCRYPT_KEY: "", COUNTERSIGN_ALLOW_UNSIGNED: "true" };
  test("a callback is taken on its token, and refused on another", async () => {
    const { app, ask, service, dump } = testApp({ env: unsigned });
    const { id } = await ask();
    const before = dump();
    const forged = { ...approving(), header: { ...approving().header, token: "guess" } };
    expect((await callBack(app, inTheClear(forged))).status).toBe(401);
    expect((await callBack(app, genuine())).status).toBe(401);
    expect(dump()).toBe(before);
    expect((await callBack(app, inTheClear(approving()))).body).toEqual({});
    expect((await service.find(id)).status).toBe("approved");
  });
});

function inTheClear(payload: unknown): CallbackRequest {
  return { headers: {}, body: bytes(JSON.stringify(payload)) };
}
