import { describe, expect, onTestFinished, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { listenOwn } from "../../../src/transport/http/listen-own.ts";
import { listen } from "../../../src/transport/http/listen.ts";
import type { OwnSocketErrorCode } from "../../../src/transport/http/own-socket-error.ts";
import { read } from "../../support/call.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { API_TOKEN, type TestApp, testApp } from "../../support/test-app.ts";

const ANYWHERE = { hostname: "127.0.0.1", port: 0 };

async function start(path = join(tempDir(), "run", "countersign.sock")) {
  const server = testApp();
  const { app, arrivals, stopping } = server;
  const door = await listenOwn(app, path, { arrivals });
  onTestFinished(() => {
    stopping.abort();
    return door.stop();
  });
  const call = async (url: string, init: BunFetchRequestInit = {}) =>
    read(await fetch(`http://localhost${url}`, { ...init, unix: path }));
  return { ...server, door, path, call };
}

/** Why there is no socket at this path. */
function refusal({ app }: TestApp, path: string): Promise<OwnSocketErrorCode> {
  return listenOwn(app, path).then(
    async (door) => {
      await door.stop();
      throw new Error("there is one");
    },
    ({ code }) => code,
  );
}

/** A socket whose server is dead: a process that was killed left it. */
function deadSocket(path: string): void {
  const program = `Bun.serve({ unix: ${JSON.stringify(path)}, fetch: () => new Response() }); process.kill(process.pid, 9)`;
  Bun.spawnSync([process.execPath, "-e", program]);
  if (!statSync(path).isSocket()) throw new Error("it left none");
}

describe("the socket of this machine's own commands", () => {
  test("opens everything without a token, as the administrator of the audit log", async () => {
    const { call, ask } = await start();
    const { id } = await ask();
    expect(await call("/v1/approvals")).toMatchObject({ status: 200, body: { data: [{ id }] } });
    const broken = { method: "POST", body: JSON.stringify({ verdict: "approve", reason: "on call" }) };
    const { body } = await call(`/v1/approvals/${id}/decide`, broken);
    expect(body).toMatchObject({ status: "approved", decisions: [{ by: { name: "administrator" } }] });
    const { body: events } = await call(`/v1/approvals/${id}/events`);
    expect(JSON.stringify(events)).toContain('"tok_socket"');
  });

  test("takes a token that is given, and refuses one that is none", async () => {
    const { call } = await start();
    const headers = { authorization: "Bearer a-guess" };
    expect(await call("/v1/approvals", { headers })).toMatchObject({ status: 401 });
  });

  test.each(["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"])(
    "is no administrator's to whom a proxy passes on, as it says by %s: there a token is needed too",
    async (mark) => {
      const { call } = await start();
      const refused = await call("/v1/approvals", { headers: { [mark]: "192.0.2.1" } });
      expect(refused).toMatchObject({ status: 403, body: { code: "forwarded" } });
      const headers = { [mark]: "192.0.2.1", authorization: `Bearer ${API_TOKEN}` };
      expect((await call("/v1/approvals", { headers })).status).toBe(200);
    },
  );

  test("is the only way to that: nothing that a request says opens the door of the network", async () => {
    const { app, arrivals, call } = await start();
    expect((await call("/v1/approvals")).status).toBe(200);
    const network = listen(app, ANYWHERE, { arrivals });
    onTestFinished(() => network.stop());
    const headers = {
      host: "localhost",
      "x-forwarded-for": "unix:",
      forwarded: "for=unix",
      "x-real-ip": "::1",
    };
    const chunked = { method: "POST", body: new Blob(["{}"]).stream() };
    for (const init of [{}, { headers }, chunked])
      expect((await fetch(`${network.url}/v1/approvals`, init)).status).toBe(401);
  });

  test("waits for as long as a caller asks, though a silent connection is cut before that", async () => {
    const { app, arrivals, ask } = testApp();
    const network = listen(app, ANYWHERE, { arrivals, idleSeconds: 1 });
    const path = join(tempDir(), "countersign.sock");
    const own = await listenOwn(app, path, { arrivals, idleSeconds: 1 });
    onTestFinished(() => Promise.all([network.stop(), own.stop()]).then(() => {}));
    const { id } = await ask();
    const headers = { authorization: `Bearer ${API_TOKEN}` };
    const waits = [
      fetch(`http://localhost/v1/approvals/${id}?wait=6`, { unix: path }),
      fetch(`${network.url}/v1/approvals/${id}?wait=6`, { headers }),
    ];
    for (const wait of waits) expect((await read(await wait)).body).toMatchObject({ status: "pending" });
  }, 15_000);

  test("can be opened by this user alone, in a directory that is this user's alone, whatever the umask", async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const { path } = await start();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(process.umask()).toBe(0);
  });

  test("is gone when the server is", async () => {
    const { door, path } = await start();
    await door.stop();
    expect(existsSync(path)).toBe(false);
  });

  test("takes the place of one that a dead server left", async () => {
    const path = join(tempDir(), "countersign.sock");
    deadSocket(path);
    const { call } = await start(path);
    expect((await call("/livez")).status).toBe(200);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("never takes the place of one that somebody answers on, nor of a file", async () => {
    const first = await start();
    expect(await refusal(first, first.path)).toBe("socket_in_use");
    expect((await first.call("/livez")).status).toBe(200);
    const file = join(tempDir(), "file");
    writeFileSync(file, "kept");
    expect(await refusal(first, file)).toBe("socket_unsafe");
    expect(readFileSync(file, "utf8")).toBe("kept");
  });

  test("is not put where others could put one in its place, nor where no socket fits", async () => {
    const server = testApp();
    const open = join(tempDir(), "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(await refusal(server, join(open, "countersign.sock"))).toBe("socket_unsafe");
    expect(await refusal(server, join(tempDir(), "x".repeat(120)))).toBe("socket_unusable");
    writeFileSync(join(tempDir(), "file"), "");
    expect(await refusal(server, "/proc/countersign/countersign.sock")).toBe("socket_unusable");
  });
});
