import { describe, expect, onTestFinished, test } from "bun:test";

import { listen, type Listener } from "../../../src/transport/http/listen.ts";
import { aClick } from "../../support/a-click.ts";
import { callbackInit, read } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { API_TOKEN, type TestApp, testApp, type TestAppOptions } from "../../support/test-app.ts";
import { until } from "../../support/until.ts";
import { timestamp } from "./unproven-callbacks.ts";

const ANYWHERE = { hostname: "127.0.0.1", port: 0 };
const BEARER = { authorization: `Bearer ${API_TOKEN}` };

function start(options: TestAppOptions = {}): TestApp & { readonly door: Listener } {
  const server = testApp(options);
  const door = listen(server.app, ANYWHERE, { idleSeconds: 1 });
  onTestFinished(() => {
    server.stopping.abort();
    return door.stop();
  });
  return { ...server, door };
}

/** What comes back for these very words. */
async function say({ url }: Listener, words: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = "";
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(words),
      data: (_, bytes) => void (heard += bytes.toString()),
      close: () => resolve(heard),
    },
  });
  return promise;
}

describe("the door", () => {
  test("takes a callback over the wire, the same a hundred times at once", async () => {
    const { door, ask, service } = start();
    const { id } = await ask();
    const { headers, body } = callbackInit(signedCallback(aClick(), { timestamp }));
    const send = () => fetch(`${door.url}/lark/callback`, { method: "POST", headers, body });
    const answers = await Promise.all(Array.from({ length: 100 }, async () => read(await send())));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toEqual(
      new Set(["[200,{}]"]),
    );
    expect((await service.find(id)).votes).toHaveLength(1);
  });

  test("is nobody else's: a second server on its port is refused", () => {
    const { door, app } = start();
    const port = Number(new URL(door.url).port);
    const second = (): unknown => listen(app, { ...ANYWHERE, port });
    expect(second).toThrow(expect.objectContaining({ code: "EADDRINUSE" }));
  });

  test("tells its address where IPv6 needs brackets, too", async () => {
    const door = listen(testApp().app, { hostname: "::1", port: 0 });
    expect(door.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${door.url}/livez`)).status).toBe(200);
    await door.stop();
  });

  test("closes when it is told to, and answers those who wait first", async () => {
    const { door, ask, stopping } = start();
    const { id } = await ask();
    const waiting = fetch(`${door.url}/v1/approvals/${id}?wait=30`, { headers: BEARER });
    await fetch(`${door.url}/livez`);
    stopping.abort();
    await door.stop();
    expect(await read(await waiting)).toMatchObject({ status: 200, body: { status: "pending" } });
    const [late] = await Promise.allSettled([fetch(`${door.url}/livez`)]);
    expect(late.status).toBe("rejected");
  });
});

describe("a body that is too large", () => {
  const size = 256 * 1024 + 1;

  test.each<[string, string]>([
    ["by its length", `Content-Length: ${size}\r\n\r\n${" ".repeat(size)}`],
    [
      "in chunks",
      `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${" ".repeat(size)}\r\n0\r\n\r\n`,
    ],
  ])("%s is cut off for anybody, and changes nothing", async (_, rest) => {
    const { door, ask, dump } = start();
    await ask();
    const before = dump();
    for (const path of ["/v1/approvals", "/lark/callback"]) {
      const heard = await say(
        door,
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${rest}`,
      );
      expect(heard.split(" ")[1]).toBe("413");
    }
    expect(dump()).toBe(before);
    expect((await fetch(`${door.url}/livez`)).status).toBe(200);
  });

  test("for a callback, and no more, is told so in our words", async () => {
    const { door } = start();
    const body = " ".repeat(64 * 1024 + 1);
    const answer = await read(await fetch(`${door.url}/lark/callback`, { method: "POST", body }));
    expect(answer).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });
});

describe("a Host of one letter", () => {
  test.each([
    ["/livez", "x", "200"],
    ["/ab/livez", "x", "404"],
    ["/abc/livez", "", "404"],
    ["/v1/approvals", "x", "401"],
    ["/ab/v1/approvals", "a", "404"],
    ["/v1/approvals", "a/livez", "401"],
  ])("does not move the path: %s of %p is %s", async (path, host, status) => {
    const { door } = start();
    const heard = await say(door, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(heard.split(" ")[1]).toBe(status);
  });
});

test("a client of HTTP/1.0, as health checks are, need not name a host", async () => {
  const { door } = start();
  expect(await say(door, "GET /livez HTTP/1.0\r\n\r\n")).toStartWith("HTTP/1.1 200");
});

test("a Host that is none is refused at the door, whatever comes with it", async () => {
  const { door } = start();
  for (const more of ["GET /livez", "POST /v1/approvals", "POST /v1/signatures", "POST /lark/callback"]) {
    const headers = "Host: 127.0]0.1\r\nTransfer-Encoding: chunked\r\nConnection: close";
    const heard = await say(door, `${more} HTTP/1.1\r\n${headers}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
    expect([more, heard.split(" ")[1]]).toEqual([more, "400"]);
  }
});

describe("one who waits", () => {
  test("longer than a connection may be silent is not cut off", async () => {
    const { door, ask } = start();
    const { id } = await ask();
    // Silent connections of one second are cut off after four: the runtime looks every four seconds.
    const answer = await fetch(`${door.url}/v1/approvals/${id}?wait=4.5`, { headers: BEARER });
    expect(await read(answer)).toMatchObject({ status: 200, body: { status: "pending" } });
  }, 10_000);

  test("and goes away is not waited for any longer", async () => {
    const signals: AbortSignal[] = [];
    const { door, ask } = start({
      disturb: (service) => ({
        ...service,
        findEnded(id, waitMs, signal) {
          if (signal !== undefined) signals.push(signal);
          return service.findEnded(id, waitMs, signal);
        },
      }),
    });
    const { id } = await ask();
    const impatient = new AbortController();
    const waiting = fetch(`${door.url}/v1/approvals/${id}?wait=30`, {
      headers: BEARER,
      signal: impatient.signal,
    });
    await until(() => signals.length === 1);
    impatient.abort();
    await Promise.allSettled([waiting]);
    await until(() => signals[0]?.aborted === true);
  });
});
