import { describe, expect, test } from "bun:test";

import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  integer,
  ipV4,
  nat,
  oneof,
  property,
  string,
  tuple,
} from "fast-check";

import { clientAddress, subscriberOf, trustIn } from "../../../src/transport/http/client-address.ts";

const PROXIES = trustIn(["10.0.0.0/8", "fd00::/8"]);

/** An address of a trusted proxy. */
const proxy = oneof(
  ipV4().map((address) => `10.${address.split(".").slice(1).join(".")}`),
  nat(65_535).map((part) => `fd00::${part.toString(16)}`),
);
/** An address of anybody else. */
const stranger = oneof(
  tuple(integer({ min: 11, max: 223 }), ipV4()).map(([first, rest]) => rest.replace(/^\d+/, `${first}`)),
  nat(65_535).map((part) => `2001:db8::${part.toString(16)}`),
);
/** What somebody writes into a header. */
const anything = oneof(
  stranger,
  proxy,
  string(),
  constantFrom("", "unknown", "127.1", "0x7f000001", "_hidden"),
);
/** As proxies write an address. */
const written = (address: string): Arbitrary<string> =>
  constantFrom(
    ...(address.includes(":")
      ? [address, `[${address}]`, `[${address}]:4711`]
      : [address, `${address}:4711`]),
    ` ${address} `,
  );

/** One spelling for each address: URLs have no other. */
function plain(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

describe("the client", () => {
  test("is whom the outermost trusted proxy saw, whatever the client wrote before that", () => {
    const chain = tuple(array(anything, { maxLength: 4 }), stranger, array(proxy, { maxLength: 4 })).chain(
      ([forged, client, between]) =>
        tuple(...[client, ...between].map(written)).map((seen) => ({
          client,
          header: [...forged, ...seen].join(","),
        })),
    );
    assert(
      property(chain, proxy, ({ client, header }, peer) => {
        expect(clientAddress(peer, header, PROXIES)).toBe(plain(client));
      }),
    );
  });

  test("is the peer, whatever it says, unless it is a trusted proxy", () => {
    assert(
      property(stranger, array(anything), (peer, claimed) => {
        expect(clientAddress(peer, claimed.join(","), PROXIES)).toBe(plain(peer));
        expect(clientAddress(peer, claimed.join(","), trustIn([]))).toBe(plain(peer));
      }),
    );
  });

  test.each([
    ["no header", null, "10.0.0.1"],
    ["an empty one", "", "10.0.0.1"],
    ["no address where one is looked for", "192.0.2.1, unknown", "10.0.0.1"],
    ["an address in another spelling than four decimals", "3221225985", "10.0.0.1"],
    ["only trusted proxies", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["an IPv4 address as one of IPv6", "::ffff:192.0.2.1", "192.0.2.1"],
  ])("with %s", (_, header, client) => {
    expect(clientAddress("10.0.0.1", header, PROXIES)).toBe(client);
  });

  test("of a proxy that is connected by IPv4 on a socket of IPv6 is found as well", () => {
    expect(clientAddress("::ffff:10.0.0.1", "192.0.2.1", PROXIES)).toBe("192.0.2.1");
  });
});

test("a subscriber is an IPv4 address, or the first half of one of IPv6", () => {
  expect(subscriberOf("192.0.2.1")).toBe("192.0.2.1");
  expect(subscriberOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(subscriberOf("2001:db8:1:2:ffff::1")).toBe("2001:db8:1:2::/64");
  expect(subscriberOf("2001:db8:1:3::1")).not.toBe(subscriberOf("2001:db8:1:2::1"));
});
