import ipaddr from "ipaddr.js";

/** Whether a webhook may be sent to an IP address. */
export interface AddressGuard {
  /** It is of the public internet, or it was allowed by name. */
  readonly isOpen: (address: string) => boolean;
  /** It was allowed by name: then it may be spoken to without TLS too. */
  readonly isAllowed: (address: string) => boolean;
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** All that is given out of IPv6 for the public internet. */
const GLOBAL_V6 = ipaddr.parseCIDR("2000::/3");

/**
 * Lets through what is in one of the ranges (CIDR) or is certainly global: none of loopback, private, link-local,
 * shared, documentation, benchmark, multicast and reserved, and no IPv4 address in the clothes of IPv6 (NAT64, 6to4,
 * Teredo), whatever is inside. An IPv4-mapped address is judged as the IPv4 address that it stands for. Throws for a
 * range that is none.
 */
export function createAddressGuard(allow: readonly string[]): AddressGuard {
  const ranges = allow.map((text) => ipaddr.parseCIDR(text));
  const isAllowed = (address: string): boolean => {
    const ip = parse(address);
    return ip !== undefined && ranges.some((range) => contains(range, ip));
  };
  return { isAllowed, isOpen: (address) => isAllowed(address) || isGlobal(address) };
}

/** The address that the host of a URL is, without its brackets; undefined for a name. */
export function addressOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) ? bare : undefined;
}

function isGlobal(address: string): boolean {
  const ip = parse(address);
  if (ip === undefined || ip.range() !== "unicast") return false;
  return ip.kind() === "ipv4" || contains(GLOBAL_V6, ip);
}

/** Nothing that a resolver answers is taken but an address in its plain form. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isPlain ? ipaddr.process(address) : undefined;
}

function contains([network, bits]: Range, ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return network.kind() === ip.kind() && ip.match(network, bits);
}
