import { describe, expect, onTestFinished, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Resolve } from "../../src/webhook/find-receiver.ts";
import { startReceiver } from "./receiver.ts";
import { tell } from "./tell.ts";

describe("a webhook over TLS", () => {
  const CERT = join(import.meta.dir, "../fixtures/tls/hooks.test.pem");

  /** A receiver whose certificate is for `hooks.test`. */
  function startTls() {
    const file = Bun.file(CERT);
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: file, key: file },
      fetch: ({ headers }) =>
        new Response(null, { status: headers.get("host")?.startsWith("hooks.test:") ? 204 : 421 }),
    });
    onTestFinished(() => server.stop(true));
    return server.port;
  }

  const options = { resolve: async () => ["127.0.0.1"] };

  test("goes to the checked address under the name of the URL", async () => {
    const result = await tell(`https://hooks.test:${startTls()}/`, {
      ...options,
      ca: readFileSync(CERT, "utf8"),
    });
    expect(result).toEqual({ kind: "delivered", status: 204 });
  });

  test("is not sent to who cannot prove that name", async () => {
    const url = `https://other.test:${startTls()}/`;
    expect(await tell(url, { ...options, ca: readFileSync(CERT, "utf8") })).toEqual({
      kind: "retry",
      error: "tls_failed",
    });
  });

  test("is not sent to a certificate that nobody trusts", async () => {
    expect(await tell(`https://hooks.test:${startTls()}/`, options)).toEqual({
      kind: "retry",
      error: "tls_failed",
    });
  });
});

describe("the guard against internal addresses", () => {
  test.each([
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "１２７.０.０.１",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "localhost",
    "hooks.test",
  ])("keeps a webhook to %s from a receiver on this machine", async (host) => {
    const canary = startReceiver();
    for (const scheme of ["http", "https"]) {
      const url = `${scheme}://${host}:${canary.port}/`;
      const result = await tell(url, { allow: [], resolve: async () => ["127.0.0.1"] });
      expect(result).toMatchObject({ kind: "retry", error: "address_refused" });
    }
    expect(canary.received).toEqual([]);
  });

  test("refuses a name as soon as one of its addresses is internal", async () => {
    const canary = startReceiver();
    const result = await tell(`http://hooks.test:${canary.port}/`, {
      allow: ["127.0.0.2/32"],
      resolve: async () => ["127.0.0.2", "10.0.0.1"],
    });
    expect(result).toMatchObject({ error: "address_refused" });
  });

  test("connects to the very address that was checked: a name that leads elsewhere the second time gains nothing", async () => {
    const canary = startReceiver();
    const receiver = startReceiver({ hostname: "127.0.0.2", port: canary.port });
    let asked = 0;
    const rebinding: Resolve = async () => (++asked === 1 ? ["127.0.0.2"] : ["127.0.0.1"]);
    const url = `http://localhost:${canary.port}/hook`;
    const result = await tell(url, { allow: ["127.0.0.2/32"], resolve: rebinding });
    expect(result).toMatchObject({ kind: "delivered" });
    expect(receiver.received).toMatchObject([{ headers: { host: `localhost:${canary.port}` } }]);
    expect([asked, canary.received.length]).toEqual([1, 0]);
  });

  test("takes a public name by https only", async () => {
    const result = await tell("http://hooks.test/", { allow: [], resolve: async () => ["8.8.8.8"] });
    expect(result).toMatchObject({ error: "address_refused" });
  });
});
