import { describe, expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";

import { encodeAddons, NEEDED } from "../../src/registration/addons.ts";
import { beginRegistration } from "../../src/registration/begin-registration.ts";
import { RegistrationError } from "../../src/registration/registration-error.ts";
import { pretendAccounts } from "./pretend-accounts.ts";

const BEGUN = {
  device_code: "device-1",
  user_code: "ABCD-1234",
  verification_uri_complete: "https://accounts.feishu/page/launcher?user_code=ABCD-1234",
  interval: 7,
  expire_in: 300,
};

const begin = (world: ReturnType<typeof pretendAccounts>) =>
  beginRegistration({ ...world.options, addons: NEEDED });

describe("a registration", () => {
  test("is begun at Feishu, as the official SDK does", async () => {
    const world = pretendAccounts(BEGUN);
    expect(await begin(world)).toMatchObject({
      deviceCode: "device-1",
      intervalSeconds: 7,
      expiresInSeconds: 300,
    });
    expect(world.asked).toEqual([
      {
        at: 0,
        host: "accounts.feishu",
        form: {
          action: "begin",
          archetype: "PersonalAgent",
          auth_method: "client_secret",
          request_user_info: "open_id tenant_brand",
        },
      },
    ]);
  });

  test("has its addons in the address of the code, as the page reads them", async () => {
    const { url } = await begin(pretendAccounts(BEGUN));
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe("https://accounts.feishu/page/launcher");
    const { addons = "", ...others } = Object.fromEntries(searchParams);
    const known = { from: "sdk", tp: "sdk", source: "countersign", name: "countersign" };
    expect(others).toEqual({ user_code: "ABCD-1234", ...known });
    expect(addons).toMatch(/^[\w-]+$/);
    expect(JSON.parse(gunzipSync(Buffer.from(addons, "base64url")).toString())).toEqual({
      scopes: { tenant: ["im:message:send_as_bot", "im:message:update", "im:message.p2p_msg:readonly"] },
      events: { items: { tenant: ["im.message.receive_v1"] } },
      callbacks: { items: ["card.action.trigger"] },
    });
    expect(addons).toBe(encodeAddons(NEEDED));
  });

  test.each<[string, object, number, number]>([
    ["the standard's name", { ...BEGUN, expire_in: undefined, expires_in: 120 }, 7, 120],
    ["none", { ...BEGUN, expire_in: undefined, interval: undefined }, 5, 600],
    ["zero", { ...BEGUN, expire_in: 0, interval: 0 }, 5, 600],
    ["texts", { ...BEGUN, expire_in: "300", interval: "7" }, 5, 600],
    ["a day", { ...BEGUN, expire_in: 86_400 }, 7, 3600],
  ])("takes %s for its times", async (_, answer, interval, expires) => {
    const { intervalSeconds, expiresInSeconds } = await begin(pretendAccounts(answer));
    expect([intervalSeconds, expiresInSeconds]).toEqual([interval, expires]);
  });

  test.each<[string, object | string | undefined, string]>([
    ["the platform does not make apps in this way", { error: "invalid_request" }, "refused"],
    ["a proxy answers", "<html></html>", "bad_answer"],
    ["there is nothing to scan", { device_code: "device-1" }, "bad_answer"],
    [
      "what is to be scanned is no page",
      { ...BEGUN, verification_uri_complete: "javascript:alert(1)" },
      "bad_answer",
    ],
    ["nobody is reached", undefined, "unreachable"],
  ])("is not begun when %s", async (_, answer, code) => {
    const fault: unknown = await begin(pretendAccounts(answer)).catch((fault: unknown) => fault);
    expect(fault).toBeInstanceOf(RegistrationError);
    expect((fault as RegistrationError).code).toMatch(code);
  });
});
