import { describe, expect, onTestFinished, test } from "bun:test";

import { listen } from "../../../src/transport/http/listen.ts";
import { aClick } from "../../support/a-click.ts";
import { callbackInit, read } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { API_TOKEN, testApp } from "../../support/test-app.ts";
import { until } from "../../support/until.ts";
import { timestamp } from "./unproven-callbacks.ts";

type Said = Readonly<Record<string, string>>;

/** More than anybody may be refused in a burst. */
const MANY = 130;

function start(proxies?: string) {
  const server = testApp({ env: { COUNTERSIGN_TRUSTED_PROXIES: proxies } });
  const door = listen(server.app, { hostname: "127.0.0.1", port: 0 }, { arrivals: server.arrivals });
  onTestFinished(() => door.stop());
  const status = async (path: string, init: RequestInit): Promise<number> =>
    (await read(await fetch(`${door.url}${path}`, init))).status;
  const { headers, body } = callbackInit(signedCallback(aClick(), { timestamp }));
  return {
    ...server,
    door,
    guess: (more: Said = {}) =>
      status("/v1/approvals", { headers: { authorization: "Bearer a-guess", ...more } }),
    list: () => status("/v1/approvals", { headers: { authorization: `Bearer ${API_TOKEN}` } }),
    forge: (more: Said = {}) => status("/lark/callback", { method: "POST", body: "{}", headers: more }),
    forgeInChunks: () =>
      status("/lark/callback", { method: "POST", body: new Blob(["{}"]).stream(), headers: {} }),
    click: () => status("/lark/callback", { method: "POST", headers: headers ?? [], body: body ?? null }),
    lines: (): readonly Readonly<Record<string, unknown>>[] =>
      server
        .log()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

async function times<T>(count: number, run: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let i = 0; i < count; i++) all.push(await run());
  return all;
}

describe("what is refused", () => {
  test("stands in the log with the client that a trusted proxy names", async () => {
    const { guess, forge, forgeInChunks, lines } = start("127.0.0.0/8");
    const through = { "x-forwarded-for": "198.51.100.9, 192.0.2.7" };
    expect([await guess(through), await forge(through), await forgeInChunks()]).toEqual([401, 401, 401]);
    expect(lines().map(({ level, code, client, msg }) => [level, code, client, msg])).toEqual([
      ["warn", "unauthenticated", "192.0.2.7", "token refused: it is none in force"],
      ["warn", expect.any(String), "192.0.2.7", expect.stringMatching(/^callback refused: /)],
      ["warn", expect.any(String), "127.0.0.1", expect.stringMatching(/^callback refused: /)],
    ]);
    expect(new Set(lines().map(({ request_id }) => request_id))).toEqual(
      new Set(["req_1", "req_2", "req_3"]),
    );
  });

  test("stands there with the address of its connection, whatever it says of itself", async () => {
    const { guess, lines } = start("192.0.2.0/24");
    await guess({ "x-forwarded-for": "192.0.2.7", forwarded: "for=192.0.2.7", "x-real-ip": "192.0.2.7" });
    expect(lines().map(({ client }) => client)).toEqual(["127.0.0.1"]);
  });

  test("counts too when its client has not waited for the answer", async () => {
    const { door, lines } = start();
    const { hostname, port } = new URL(door.url);
    const words = "POST /lark/callback HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}";
    await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: () => {},
        open(socket) {
          socket.write(words);
          socket.flush();
          socket.terminate();
        },
      },
    });
    await until(() => lines().length > 0);
    expect(lines().map(({ client }) => client)).toEqual([expect.stringMatching(/^(127\.0\.0\.1|gone)$/)]);
  });

  test("too often is told so, and the log is not filled; what is proven still counts", async () => {
    const { ask, guess, forge, list, click, lines, service } = start();
    const { id } = await ask();
    const guessed = await times(MANY, guess);
    expect(new Set(guessed)).toEqual(new Set([401, 429]));
    expect(guessed.slice(0, 90)).toEqual(Array.from({ length: 90 }, () => 401));
    expect(await forge()).toBe(429);
    expect(await list()).toBe(200);
    expect(await click()).toBe(200);
    expect((await service.find(id)).status).toBe("approved");
    expect(lines().length).toBeLessThan(MANY);
    expect(lines().filter(({ msg }) => String(msg).includes("are not written down"))).not.toEqual([]);
  });

  test("too often by one is not held against another who comes through the same proxy", async () => {
    const { guess, forge } = start("127.0.0.1/32");
    await times(MANY, () => forge({ "x-forwarded-for": "192.0.2.7" }));
    expect(await guess({ "x-forwarded-for": "192.0.2.7" })).toBe(429);
    expect(await guess({ "x-forwarded-for": "192.0.2.8" })).toBe(401);
    expect(await forge({ "x-forwarded-for": "192.0.2.8" })).toBe(401);
  });

  test("of one who changes what they say with each request is still counted as one's", async () => {
    const { guess, forge } = start("127.0.0.1/32");
    let said = 0;
    await times(MANY, () => forge({ "x-forwarded-for": `198.51.100.${said++}, 192.0.2.7` }));
    expect(await guess({ "x-forwarded-for": "192.0.2.7" })).toBe(429);
  });
});
