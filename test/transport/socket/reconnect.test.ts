import { describe, expect, test } from "bun:test";

import { until } from "../../support/until.ts";
import { openPlatform, type Platform } from "./open-platform.ts";

/** Waits for the client to wait, and answers for how long. */
async function waiting(platform: Platform, times = 1): Promise<number | undefined> {
  const waits = () => platform.statuses.filter(({ kind }) => kind === "waiting");
  await until(() => waits().length >= times);
  const last = waits().at(-1);
  return last?.kind === "waiting" ? last.ms : undefined;
}

describe("an endpoint that is not to be had", () => {
  test.each([
    [403, "forbids"],
    [514, "LARK_APP_SECRET"],
    [1000040344, "LARK_APP_ID"],
    [1000040351, "LARK_DOMAIN"],
  ])("ends it for good at code %d, and says what to mend", async (code, mend) => {
    await using platform = await openPlatform({ endpoint: () => ({ code, msg: "no" }) });
    await until(() => platform.statuses.at(-1)?.kind === "stopped");
    expect(platform.statuses.at(-1)).toMatchObject({
      fault: { code: `socket_${code}`, message: expect.stringContaining(mend) },
    });
    platform.timers.advance(86_400_000);
    expect([platform.attempts(), platform.timers.waits()]).toEqual([1, []]);
  });

  test("for the secret that is new is asked for by the one before", async () => {
    await using platform = await openPlatform({
      appSecrets: ["new-secret", "old-secret"],
      endpoint: (attempt) => (attempt === 1 ? { code: 514, msg: "no" } : undefined),
    });
    await platform.connected();
    expect(platform.attempts()).toBe(2);
    expect(platform.statuses.map(({ kind }) => kind)).toEqual(["connecting", "connected"]);
  });

  test.each([1, 1000040343, 1000040350, 42])(
    "is asked for again at code %d, after Lark's interval and no sooner",
    async (code) => {
      await using platform = await openPlatform({
        endpoint: (attempt) => (attempt === 1 ? { code } : undefined),
      });
      expect(await waiting(platform)).toBe(120_000);
      platform.timers.advance(119_999);
      expect(platform.attempts()).toBe(1);
      platform.timers.advance(1);
      await platform.connected();
    },
  );

  test("is asked for sooner at first where nobody was reached, then less and less often, up to the interval", async () => {
    await using platform = await openPlatform({ domain: "http://127.0.0.1:1" });
    const waits: (number | undefined)[] = [];
    for (let times = 1; times <= 9; times += 1) {
      waits.push(await waiting(platform, times));
      platform.timers.advance(waits.at(-1) ?? 0);
    }
    const seconds = [1, 2, 4, 8, 16, 32, 64, 120, 120];
    expect(waits).toEqual(seconds.map((second) => second * 1000));
    expect(platform.statuses.at(-1)).toMatchObject({ fault: { code: "socket_unreachable" } });
  });

  test.each([
    ["HTML", new Response("<html>")],
    ["another address", Response.json({ code: 0, data: { URL: "http://127.0.0.1/?service_id=1" } })],
    ["no service", Response.json({ code: 0, data: { URL: "ws://127.0.0.1/" } })],
    ["nothing", Response.json({})],
  ])("is asked for again when the answer is %s", async (_, answer) => {
    await using platform = await openPlatform({ endpoint: () => answer.clone() });
    await waiting(platform);
    expect(platform.statuses.at(-1)).toMatchObject({ fault: { code: "socket_bad_answer" } });
  });
});

describe("a handshake that is refused", () => {
  test("ends it for good when Lark forbids it", async () => {
    await using platform = await openPlatform({
      refusal: { "Handshake-Status": "403", "Handshake-Msg": "no" },
    });
    await until(() => platform.statuses.at(-1)?.kind === "stopped");
    expect(platform.statuses.at(-1)).toMatchObject({ fault: { code: "socket_403" } });
  });

  test("is tried again when there are too many connections, which Lark calls an authentication error", async () => {
    await using platform = await openPlatform({
      refusal: { "Handshake-Status": "514", "Handshake-Autherrcode": "1000040350" },
      config: { ReconnectInterval: 60 },
    });
    expect(await waiting(platform)).toBe(60_000);
    expect(platform.statuses.at(-1)).toMatchObject({
      fault: { code: "socket_1000040350", message: expect.stringContaining("too many") },
    });
  });

  test("without a reason is a network between, and is tried again soon", async () => {
    await using platform = await openPlatform({ refusal: {} });
    expect(await waiting(platform)).toBe(1_000);
    platform.timers.advance(1_000);
    expect(await waiting(platform, 2)).toBe(2_000);
    platform.timers.advance(2_000);
    expect(await waiting(platform, 3)).toBe(4_000);
  });

  test("is given up after as many failures as Lark allows", async () => {
    await using platform = await openPlatform({ refusal: {}, config: { ReconnectCount: 2 } });
    for (const times of [1, 2]) platform.timers.advance((await waiting(platform, times)) ?? 0);
    await until(() => platform.statuses.at(-1)?.kind === "stopped");
    expect(platform.attempts()).toBe(3);
  });
});

test.each([
  [0, 0, 96_000],
  [0.999_999, 30_000, 144_000],
])(
  "by chance (%d) clients come back at times of their own: lost, and refused",
  async (random, lost, refused) => {
    await using cut = await openPlatform({ random });
    await cut.connected();
    cut.cut();
    expect(await waiting(cut)).toBeCloseTo(lost, -1);
    await using busy = await openPlatform({ random, endpoint: () => ({ code: 1 }) });
    expect(await waiting(busy)).toBeCloseTo(refused, -1);
  },
);

test("no status tells the ticket or the secret", async () => {
  await using platform = await openPlatform({
    refusal: { "Handshake-Status": "1", "Handshake-Msg": "busy" },
  });
  await waiting(platform);
  expect(JSON.stringify(platform.statuses)).not.toMatch(/ticket|app-secret/);
});
