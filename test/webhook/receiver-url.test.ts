import { describe, expect, test } from "bun:test";

import { createAddressGuard } from "../../src/webhook/address-guard.ts";
import { readReceiverUrl } from "../../src/webhook/receiver-url.ts";

const guard = createAddressGuard([]);

describe("the URL of a receiver", () => {
  test.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://１２７.０.０.１/",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1./",
  ])("is refused for an internal address, however it is spelled: %s", (text) => {
    expect(() => readReceiverUrl(text, guard, { allowHttp: true })).toThrow(/internal address/);
  });

  test.each([
    "",
    "hooks.example.com",
    "file:///etc/passwd",
    "data:,x",
    "ftp://example.com/",
    "gopher://example.com/",
  ])("is refused when it is no https: %p", (text) => {
    expect(() => readReceiverUrl(text, guard, { allowHttp: true })).toThrow(/invalid|not a URL|https/);
  });

  test("holds no name and no password", () => {
    expect(() => readReceiverUrl("https://a:b@example.com/", guard, { allowHttp: false })).toThrow(
      /password/,
    );
  });

  test("is http only where some network is allowed by name, and never of a public address", () => {
    const allowing = createAddressGuard(["10.0.0.0/8"]);
    const read = (text: string, allowHttp: boolean) => () => readReceiverUrl(text, allowing, { allowHttp });
    expect(read("http://hooks.internal/", true)()).toBeInstanceOf(URL);
    expect(read("http://10.0.0.1/", true)()).toBeInstanceOf(URL);
    expect(read("http://hooks.internal/", false)).toThrow(/https/);
    expect(read("http://8.8.8.8/", true)).toThrow(/https/);
  });
});
