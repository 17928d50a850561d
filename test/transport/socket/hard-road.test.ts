import { expect, test } from "bun:test";

import { encodeFrame } from "../../../src/protocol/frame.ts";
import { until } from "../../support/until.ts";
import { controlFrame, openPlatform } from "./open-platform.ts";

test("a connection on which much is said is pinged as often as one on which nothing is", async () => {
  await using platform = await openPlatform({ config: { PingInterval: 30 } });
  await platform.connected();
  for (let heard = 1; heard <= 10; heard += 1) {
    await until(() => platform.pings().length > 0);
    expect(
      (await platform.push({ schema: "2.0", header: { event_id: `e${heard}`, event_type: "x" } })).code,
    ).toBe(200);
    platform.timers.advance(15_000);
    await until(() => platform.pings().length === 1 + Math.floor(heard / 2));
  }
});

test("pings that are closer together than a pong may take do not put the watchdog off", async () => {
  await using platform = await openPlatform({ config: { PingInterval: 4, ReconnectNonce: 8 } });
  await platform.connected();
  for (const pings of [1, 2, 3]) {
    await until(() => platform.pings().length === pings);
    platform.timers.advance(4_000);
  }
  await until(() => platform.statuses.at(-1)?.kind === "waiting");
  expect(platform.statuses.at(-1)).toMatchObject({ fault: { message: "the long connection fell silent" } });
});

test("a stop does not wait for an endpoint that does not answer", async () => {
  const platform = await openPlatform({ endpoint: () => new Response(new ReadableStream()) });
  await until(() => platform.attempts() === 1);
  const before = performance.now();
  await platform[Symbol.asyncDispose]();
  expect(performance.now() - before).toBeLessThan(2_000);
});

test("an address that no WebSocket takes is a bad answer, and its ticket is told to nobody", async () => {
  const URL = "ws://127.0.0.1:9/?service_id=1&ticket=secret-ticket#part";
  await using platform = await openPlatform({ endpoint: () => ({ code: 0, data: { URL } }) });
  await until(() => platform.statuses.at(-1)?.kind === "waiting");
  expect(platform.statuses.at(-1)).toMatchObject({ fault: { code: "socket_bad_answer" } });
  expect(JSON.stringify(platform.statuses)).not.toContain("ticket");
});

test("what is no frame is counted", async () => {
  await using platform = await openPlatform();
  await platform.connected();
  platform.send(Buffer.from("not a frame"));
  platform.send("a text");
  platform.send(encodeFrame(controlFrame("pong")));
  await until(() => platform.answered.length === 2);
  expect(platform.answered).toEqual(["unproven malformed_frame", "unproven malformed_frame"]);
});

test("a flood is answered to the last frame: what is too much is told to come again", async () => {
  let dispatched = 0;
  const gate = Promise.withResolvers<object>();
  await using platform = await openPlatform({ dispatch: () => ((dispatched += 1), gate.promise) });
  await platform.connected();
  const event = { schema: "2.0", header: { event_id: "e", event_type: "x" } };
  const pushed = Array.from({ length: 1_200 }, () => platform.push(event));
  await until(
    () => dispatched === 1_000 && platform.received.filter(({ method }) => method === 1).length === 200,
  );
  gate.resolve({});
  const codes = (await Promise.all(pushed)).map(({ code }) => code);
  expect([codes.filter((code) => code === 200).length, codes.filter((code) => code === 500).length]).toEqual([
    1_000, 200,
  ]);
});
