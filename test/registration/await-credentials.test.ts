import { describe, expect, test } from "bun:test";

import { awaitCredentials } from "../../src/registration/await-credentials.ts";
import type { Registration } from "../../src/registration/begin-registration.ts";
import { RegistrationError } from "../../src/registration/registration-error.ts";
import { pretendAccounts } from "./pretend-accounts.ts";

const REGISTRATION: Registration = {
  deviceCode: "device-1",
  url: "https://accounts.feishu/scan",
  intervalSeconds: 5,
  expiresInSeconds: 600,
};
const PENDING = { error: "authorization_pending" };
const APP = {
  client_id: "cli_1",
  client_secret: "hush",
  user_info: { open_id: "ou_ada", tenant_brand: "feishu" },
};

const secondsOf = (world: ReturnType<typeof pretendAccounts>): readonly number[] =>
  world.asked.map(({ at }) => at / 1000);

async function refusal(world: ReturnType<typeof pretendAccounts>): Promise<RegistrationError> {
  const fault: unknown = await awaitCredentials(REGISTRATION, world.options).catch((fault: unknown) => fault);
  if (fault instanceof RegistrationError) return fault;
  throw new Error("an app was made");
}

describe("the credentials", () => {
  test("are asked for by the device's code until somebody has said yes", async () => {
    const world = pretendAccounts(PENDING, PENDING, APP);
    expect(await awaitCredentials(REGISTRATION, world.options)).toEqual({
      appId: "cli_1",
      appSecret: "hush",
      brand: "feishu",
      openId: "ou_ada",
    });
    expect(secondsOf(world)).toEqual([5, 10, 15]);
    for (const { form, host } of world.asked) {
      expect([form, host]).toEqual([{ action: "poll", device_code: "device-1" }, "accounts.feishu"]);
    }
  });

  test("are asked for five seconds more slowly each time that is wished, and once a minute at least", async () => {
    const world = pretendAccounts({ error: "slow_down" }, PENDING, { error: "slow_down" }, PENDING, APP);
    await awaitCredentials(REGISTRATION, world.options);
    expect(secondsOf(world)).toEqual([5, 15, 25, 40, 55]);
    const slow = pretendAccounts(...Array.from({ length: 13 }, () => ({ error: "slow_down" })), APP);
    await awaitCredentials({ ...REGISTRATION, expiresInSeconds: 3600 }, slow.options);
    const [before = 0, last = 0] = secondsOf(slow).slice(-2);
    expect(last - before).toBe(60);
  });

  test("of an app of Lark's are asked for at Lark's accounts, at once and with the same code", async () => {
    const scanned = { user_info: { open_id: "ou_ada", tenant_brand: "lark" } };
    const issued = { client_id: "cli_1", client_secret: "hush", user_info: { open_id: "ou_ada" } };
    const world = pretendAccounts(PENDING, scanned, PENDING, issued);
    expect(await awaitCredentials(REGISTRATION, world.options)).toMatchObject({ brand: "lark" });
    expect(world.asked.map(({ at, host }) => [at / 1000, host])).toEqual([
      [5, "accounts.feishu"],
      [10, "accounts.feishu"],
      [10, "accounts.lark"],
      [15, "accounts.lark"],
    ]);
    expect(new Set(world.asked.map(({ form }) => form["device_code"]))).toEqual(new Set(["device-1"]));
  });

  test("of an app of Lark's are known for what they are while somebody is still asked", async () => {
    const world = pretendAccounts({ ...PENDING, user_info: { tenant_brand: "lark" } }, APP);
    await awaitCredentials(REGISTRATION, world.options);
    expect(world.asked.map(({ host }) => host)).toEqual(["accounts.feishu", "accounts.lark"]);
  });

  test("that come at once with Lark's name are taken, and not asked for again", async () => {
    const world = pretendAccounts({ ...APP, user_info: { tenant_brand: "lark" } });
    expect(await awaitCredentials(REGISTRATION, world.options)).toEqual({
      appId: "cli_1",
      appSecret: "hush",
      brand: "lark",
      openId: undefined,
    });
    expect(world.asked).toHaveLength(1);
  });

  test("are waited for through faults on the way, at half the pace after each", async () => {
    const world = pretendAccounts(undefined, "<html>bad gateway</html>", PENDING, APP);
    await awaitCredentials(REGISTRATION, world.options);
    expect(secondsOf(world)).toEqual([5, 15, 35, 55]);
  });

  test.each([
    ["access_denied", "denied"],
    ["expired_token", "expired"],
    ["invalid_grant", "expired"],
    ["unsupported_archetype", "refused"],
  ])("are given up on %s as %s, in the platform's words", async (error, code) => {
    const world = pretendAccounts(PENDING, { error, error_description: "in its own words" }, APP);
    const { code: found, message } = await refusal(world);
    expect([found, message]).toEqual([expect.stringMatching(code), "in its own words"]);
    expect(world.asked).toHaveLength(2);
  });

  test.each([
    ["nobody says yes", PENDING],
    ["no answer has them", { user_info: { tenant_brand: "feishu" } }],
    ["half of them is missing", { client_id: "cli_1" }],
    ["the network is away", undefined],
  ])("are given up when the code has expired and %s", async (_, reply) => {
    const world = pretendAccounts(reply);
    expect((await refusal(world)).code).toBe("expired");
    expect(Math.max(...secondsOf(world))).toBeLessThan(REGISTRATION.expiresInSeconds);
    expect(world.asked.length).toBeGreaterThan(2);
  });

  test("are not asked for any more once it was told to end", async () => {
    const world = pretendAccounts(PENDING);
    const ending = awaitCredentials(REGISTRATION, { ...world.options, signal: AbortSignal.abort() });
    expect(await ending.catch((fault: unknown) => (fault as Error).name)).toBe("AbortError");
    expect(world.asked).toEqual([]);
  });
});
