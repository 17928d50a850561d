import { describe, expect, onTestFinished, test } from "bun:test";
import { connect } from "node:net";

import { listen } from "../../../src/transport/http/listen.ts";
import { API_TOKEN, testApp } from "../../support/test-app.ts";

const BOUND = 256 * 1024;

function serve() {
  const server = testApp();
  const door = listen(server.app, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(() => door.stop());
  return { ...server, url: door.url };
}

/** What is answered to a request of which the body, beyond what is given here, never comes. */
function statusOf(url: string, path: string, header: string, body = "", token = API_TOKEN): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n${header}\r\n\r\n${body}`,
      );
    });
    socket.once("data", (answer) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1]));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer without the rest of the body")));
  });
}

/** In chunks, so that no length is told before. */
function inChunks(size: number): string {
  return `${size.toString(16)}\r\n${" ".repeat(size)}\r\n`;
}

const CHUNKED = "transfer-encoding: chunked";

describe("a body beyond the bound", () => {
  test.each(["/v1/approvals", "/lark/callback", "/v1/signatures/sig_1/link", "/v1/signatures/", "/nothing"])(
    "is refused at %s without waiting for it, whether its length is told or not",
    async (path) => {
      const { url, internal } = serve();
      expect(await statusOf(url, path, `content-length: ${BOUND + 1}`)).toBe(413);
      expect(await statusOf(url, path, CHUNKED, inChunks(BOUND + 1))).toBe(413);
      expect(internal).toEqual([]);
    },
  );

  test("is refused at the route that takes images too, beyond its own", async () => {
    const { url } = serve();
    expect(await statusOf(url, "/v1/signatures", `content-length: ${11 * 1024 * 1024 + 1}`)).toBe(413);
  });

  test.each([
    "/v1/approvals",
    "/v1/approvals/apr_1/decide",
    "/v1/cards",
    "/v1/delegations",
    "/v1/signatures",
    "/v1/signatures/sig_1/link",
    "/v1/webhooks",
  ])("or within it is not waited for at %s where the token is none in force", async (path) => {
    const { url } = serve();
    expect(await statusOf(url, path, `content-length: ${BOUND}`, "", "cst_none")).toBe(401);
  });

  test("of a callback is not waited for either", async () => {
    const { url } = serve();
    expect(await statusOf(url, "/lark/callback", `content-length: ${64 * 1024 + 1}`)).toBe(413);
  });
});

describe("a body within the bound", () => {
  test("reaches its route, told or in chunks", async () => {
    const { url } = serve();
    const told = await statusOf(url, "/v1/approvals", `content-length: ${BOUND}`, " ".repeat(BOUND));
    const counted = await statusOf(url, "/v1/approvals", CHUNKED, `${inChunks(BOUND)}0\r\n\r\n`);
    expect([told, counted]).toEqual([400, 400]);
  });
});
