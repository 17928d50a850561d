import { describe, expect, test } from "bun:test";

import { assert, constantFrom, integer, property } from "fast-check";

import { createAddressGuard } from "../../src/webhook/address-guard.ts";

const guard = createAddressGuard([]);

/** Of each special-purpose range that IANA lists, and of each way to hide an IPv4 address in IPv6. */
const INTERNAL = [
  ["0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"],
  ["172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255"],
  ["198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"],
  ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8"],
  [
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:808:808::",
    "2001::1",
    "2001:db8::1",
    "2001:2::1",
    "2001:20::1",
  ],
  ["3fff::1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1", "5f00::1"],
].flat();

describe("the address guard", () => {
  test.each(INTERNAL)("refuses %s", (address) => {
    expect(guard.isOpen(address)).toBe(false);
  });

  test.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "lets %s through",
    (address) => {
      expect(guard.isOpen(address)).toBe(true);
    },
  );

  test.each(["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost", "", "８.8.8.8", "fe80::1%eth0"])(
    "takes no address that is not in its plain form: %s",
    (address) => {
      expect(guard.isOpen(address)).toBe(false);
    },
  );

  test("lets through what is allowed by name, mapped into IPv6 too, and nothing beside it", () => {
    const { isOpen } = createAddressGuard(["10.1.0.0/16", "fd00::/8"]);
    const asked = ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "10.2.0.1", "::ffff:10.2.0.1", "fc00::1"];
    expect(asked.map(isOpen)).toEqual([true, true, true, false, false, false]);
  });

  test("says of a public address that nobody allowed it by name", () => {
    expect(createAddressGuard(["10.0.0.0/8"]).isAllowed("8.8.8.8")).toBe(false);
  });

  test("refuses the private IPv4 networks whatever the rest of the address is", () => {
    const byte = integer({ min: 0, max: 255 });
    assert(
      property(constantFrom("10", "127", "0"), byte, byte, byte, (net, ...rest) => {
        const address = [net, ...rest].join(".");
        return !guard.isOpen(address) && !guard.isOpen(`::ffff:${address}`);
      }),
    );
  });
});
