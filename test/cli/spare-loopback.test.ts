import { expect, test } from "bun:test";

import { spareLoopback } from "../../src/cli/spare-loopback.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";

/** Nobody listens at the port "discard". */
const PROXY = "http://127.0.0.1:9";

test("a server and its clients on one machine find each other where the environment names a proxy", async () => {
  await using program = startProgram([...FROM_SOURCE, "dev", "--auto"], {
    env: { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, no_proxy: "example.com" },
  });
  expect([await program.ended, program.err()]).toEqual([0, ""]);
});

test.each([
  [{}, "localhost,127.0.0.1,::1"],
  [{ NO_PROXY: "a.example" }, "a.example,localhost,127.0.0.1,::1"],
  [{ NO_PROXY: "a.example", no_proxy: "b.example" }, "b.example,localhost,127.0.0.1,::1"],
])("with %j no proxy is asked for %s", (given, spared) => {
  const env: Record<string, string | undefined> = { ...given };
  spareLoopback(env);
  expect(env).toEqual({ no_proxy: spared, NO_PROXY: spared });
});

test("an environment that spares everything stays as it is", () => {
  const env = { no_proxy: "*" };
  spareLoopback(env);
  expect(env).toEqual({ no_proxy: "*" });
});
