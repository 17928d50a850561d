import { describe, expect, onTestFinished, test } from "bun:test";

import { listen } from "../../../src/transport/http/listen.ts";
import { API_TOKEN, testApp } from "../../support/test-app.ts";

const BOUND = 256 * 1024;

function serve() {
  const server = testApp();
  const door = listen(server.app, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(() => door.stop());
  return { ...server, url: door.url };
}

function post(
  url: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  token = API_TOKEN,
): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { authorization: `Bearer ${token}` } });
}

/** Sent in chunks, so that no length is told before. */
function inChunks(size: number): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (let left = size; left > 0; left -= 10_000)
        controller.enqueue(new Uint8Array(Math.min(left, 10_000)));
      controller.close();
    },
  });
}

describe("a body beyond the bound", () => {
  test.each(["/v1/approvals", "/lark/callback", "/v1/signatures/sig_1/link", "/v1/signatures/", "/nothing"])(
    "is refused at %s, whether its length is told or not",
    async (path) => {
      const { url, internal } = serve();
      const [told, counted] = [new Uint8Array(BOUND + 1), inChunks(BOUND + 1)];
      expect([(await post(url + path, told)).status, (await post(url + path, counted)).status]).toEqual([
        413, 413,
      ]);
      expect(internal).toEqual([]);
    },
  );

  test("is refused at the route that takes images too, beyond its own", async () => {
    const { url } = serve();
    expect((await post(`${url}/v1/signatures`, new Uint8Array(11 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test("of an image is not waited for where the token is none in force", async () => {
    const { url } = serve();
    expect((await post(`${url}/v1/signatures`, new Uint8Array(10_000_000), "cst_none")).status).toBe(401);
  });
});

describe("a body within the bound", () => {
  test.each([new Uint8Array(BOUND), inChunks(BOUND)])(
    "reaches its route, told or in chunks",
    async (body) => {
      const { url } = serve();
      const answer = await post(`${url}/v1/approvals`, body);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        400,
        "malformed_json",
      ]);
    },
  );
});
