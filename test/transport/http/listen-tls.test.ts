import { describe, expect, onTestFinished, test } from "bun:test";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";

import { type CertificatePaths, readCertificate } from "../../../src/certificate/read-certificate.ts";
import { Arrivals } from "../../../src/transport/http/arrivals.ts";
import { listenTls, type TlsListener } from "../../../src/transport/http/listen-tls.ts";
import { aCertificate, pemOf, shownBy } from "../../support/a-certificate.ts";
import { aClick } from "../../support/a-click.ts";
import { callbackInit, read } from "../../support/call.ts";
import { listeningPorts, portsThatCall } from "../../support/listening-ports.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { API_TOKEN, type TestApp, testApp } from "../../support/test-app.ts";
import { until } from "../../support/until.ts";
import { timestamp } from "./unproven-callbacks.ts";

const ANYWHERE = { hostname: "127.0.0.1", port: 0 };
const BEARER = { authorization: `Bearer ${API_TOKEN}` };
/** It signs itself: what it is called and how it is signed is not what these tests are about. */
const SELF_SIGNED = { tls: { rejectUnauthorized: false } } as const;

interface Started extends TestApp {
  readonly door: TlsListener;
  readonly dir: string;
  readonly paths: CertificatePaths;
}

async function start(idleSeconds = 1): Promise<Started> {
  const server = testApp();
  const dir = tempDir();
  const paths = aCertificate(dir, "first");
  const { app, arrivals } = server;
  const door = await listenTls(app, ANYWHERE, readCertificate(paths), { arrivals, idleSeconds });
  onTestFinished(() => {
    server.stopping.abort();
    return door.stop();
  });
  return { ...server, door, dir, paths };
}

/** The version that was agreed on, or undefined where there was none. */
function versionOf({ url }: TlsListener, version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const to = { host: "127.0.0.1", port: Number(new URL(url).port), rejectUnauthorized: false };
  const socket = connect({ ...to, minVersion: version, maxVersion: version }, () => {
    resolve(socket.getProtocol() ?? undefined);
    socket.destroy();
  });
  socket.once("error", () => resolve(undefined));
  return promise;
}

/** The port that was opened with the door, besides its own. */
function portBehind({ url }: TlsListener, before: readonly number[]): number {
  const own = Number(new URL(url).port);
  const [behind, ...others] = listeningPorts().filter((port) => port !== own && !before.includes(port));
  if (behind === undefined || others.length > 0) throw new Error("one port is behind the door");
  return behind;
}

/** What a connection is answered first. */
async function ask(socket: Socket): Promise<string> {
  socket.write("GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const [answer] = await once(socket, "data");
  return String(answer);
}

describe("the door with a certificate", () => {
  test("speaks HTTPS, by TLS 1.2 and 1.3 and nothing older", async () => {
    const { door, paths } = await start();
    expect(door.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const known = { tls: { ca: pemOf(paths) } };
    expect((await read(await fetch(`${door.url}/livez`, known))).body).toEqual({ status: "ok" });
    expect(await versionOf(door, "TLSv1.1")).toBeUndefined();
    expect(await versionOf(door, "TLSv1.2")).toBe("TLSv1.2");
    expect(await versionOf(door, "TLSv1.3")).toBe("TLSv1.3");
  });

  test("shows a new certificate from the next handshake on, while a waiting caller is answered whole", async () => {
    const { door, dir, ask, service } = await start();
    const { id } = await ask();
    const waiting = fetch(`${door.url}/v1/approvals/${id}?wait=20`, { headers: BEARER, ...SELF_SIGNED });
    const second = aCertificate(dir, "second");
    door.use(readCertificate(second));
    expect(await shownBy(door.url)).toBe(pemOf(second));
    expect(await shownBy(door.url, "localhost")).toBe(pemOf(second));
    await service.cancel(id, { kind: "token", id: "tok_1" });
    expect((await read(await waiting)).body).toMatchObject({ id, status: "cancelled" });
  });

  test("loses no click while the certificate is changed twenty times", async () => {
    const { door, dir, paths, ask, service } = await start();
    const [first, second] = [readCertificate(paths), readCertificate(aCertificate(dir, "second"))];
    const { id } = await ask();
    const { headers, body } = callbackInit(signedCallback(aClick(), { timestamp }));
    const init = { method: "POST", body, headers: new Headers(headers), ...SELF_SIGNED };
    init.headers.set("connection", "close");
    let changes = 0;
    const statuses: number[] = [];
    const clicker = async (): Promise<void> => {
      while (changes < 20) {
        const { status } = await fetch(`${door.url}/lark/callback`, { ...init, keepalive: false });
        statuses.push(status);
        // Each of eight clickers changes it after some of its clicks, and all the others are under way.
        if (statuses.length % 10 === 0) door.use(++changes % 2 === 0 ? first : second);
      }
    };
    await Promise.all(Array.from({ length: 8 }, clicker));
    expect(changes).toBeGreaterThanOrEqual(20);
    expect(statuses.length).toBeGreaterThan(190);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect((await service.find(id)).votes).toHaveLength(1);
  }, 30_000);

  test("knows the client's address, and not that of the connection behind it", async () => {
    const { app, paths } = await start();
    const arrivals = new Arrivals();
    const peers: (string | undefined)[] = [];
    app.onRequest(({ request }) => void peers.push(arrivals.peerOf(request)));
    const door = await listenTls(app, ANYWHERE, readCertificate(paths), { arrivals });
    onTestFinished(() => door.stop());
    const to = { host: "127.0.0.1", port: Number(new URL(door.url).port), localAddress: "127.0.0.3" };
    const socket = connect({ ...to, rejectUnauthorized: false } as ConnectionOptions);
    socket.write("GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    await until(() => peers.length > 0);
    expect(peers).toEqual(["127.0.0.3"]);
  });

  test("has no other way in: the port behind it answers only what came through TLS", async () => {
    const before = listeningPorts();
    const { door } = await start();
    const response = await fetch(`http://127.0.0.1:${portBehind(door, before)}/livez`);
    expect([response.status, await response.text()]).toEqual([421, ""]);
  });

  test("is not deceived by a program that calls the port behind it from a port of the front's, at another address", async () => {
    const before = listeningPorts();
    const { door } = await start(10);
    const to = { host: "127.0.0.1", port: Number(new URL(door.url).port), rejectUnauthorized: false };
    const client = connect(to);
    const behind = portBehind(door, before);
    expect(await ask(client)).toStartWith("HTTP/1.1 200");
    const localPort = portsThatCall(behind)[0] ?? 0;
    const stranger = connectPlain({ host: "127.0.0.1", port: behind, localAddress: "127.0.0.3", localPort });
    expect(await ask(stranger)).toStartWith("HTTP/1.1 421");
    client.destroy();
  });

  test.each([
    ["does not speak TLS", "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"],
    ["never shakes hands", ""],
  ])("ends a connection that %s", async (_, words) => {
    const { door } = await start();
    const socket = connectPlain(Number(new URL(door.url).port), "127.0.0.1");
    let closed = false;
    socket.on("error", () => {}).on("close", () => (closed = true));
    if (words !== "") socket.write(words);
    await until(() => closed);
  });

  test("is nobody else's: a second server on its port is refused, and leaves nothing open", async () => {
    const { door, app, paths } = await start();
    const ports = listeningPorts();
    const port = Number(new URL(door.url).port);
    const second = listenTls(app, { ...ANYWHERE, port }, readCertificate(paths));
    expect(second).rejects.toThrow(expect.objectContaining({ code: "EADDRINUSE" }));
    await second.catch(() => {});
    expect(listeningPorts()).toEqual(ports);
  });

  test("carries a body of megabytes whole, and answers what is under way when it stops", async () => {
    const { door, ask, stopping } = await start(10);
    const { id } = await ask();
    const waiting = fetch(`${door.url}/v1/approvals/${id}?wait=20`, { headers: BEARER, ...SELF_SIGNED });
    const form = new FormData();
    form.set("image", new Blob([new Uint8Array(4_000_000)]), "image");
    const init = { method: "POST", headers: BEARER, body: form, ...SELF_SIGNED };
    const { status, body } = await read(await fetch(`${door.url}/v1/signatures`, init));
    expect([status, (body as { code: string }).code]).toEqual([400, "invalid_request"]);
    const stopped = door.stop();
    stopping.abort();
    expect((await read(await waiting)).body).toMatchObject({ id, status: "pending" });
    await stopped;
    expect(fetch(`${door.url}/livez`, SELF_SIGNED)).rejects.toThrow();
  });
});
