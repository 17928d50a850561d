import ipaddr from "ipaddr.js";

type Ip = ipaddr.IPv4 | ipaddr.IPv6;

/** Networks in whose word about a client there is trust. */
export type Trust = (address: Ip) => boolean;

/** Trust in these networks, as CIDRs, and in nobody else. */
export function trustIn(networks: readonly string[]): Trust {
  const ranges = networks.map((network) => ipaddr.parseCIDR(network));
  return (address) =>
    ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/**
 * The client behind a connection from `peer`. What X-Forwarded-For says is believed only as far as those are trusted who
 * said it: from its end, past each trusted proxy, to the first address that is none. Whatever stands before that one, the
 * client may have written itself. Where the header is missing, or there is no address where one is looked for, it is the
 * peer.
 */
export function clientAddress(peer: string, forwardedFor: string | null, isTrusted: Trust): string {
  const direct = readIp(peer);
  if (direct === undefined) return peer;
  if (forwardedFor === null || !isTrusted(direct)) return direct.toString();
  let client = direct;
  for (const hop of forwardedFor.split(",").toReversed()) {
    const address = readHop(hop.trim());
    if (address === undefined) return direct.toString();
    client = address;
    if (!isTrusted(address)) break;
  }
  return client.toString();
}

/** What one client can be held to: an address, or of IPv6 the network of a single subscriber. */
export function subscriberOf(client: string): string {
  const address = readIp(client);
  if (!(address instanceof ipaddr.IPv6)) return client;
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function readHop(text: string): Ip | undefined {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(text) ?? [];
  return readIp(bracketed ?? dotted ?? text);
}

/** An IPv4 address that comes as one of IPv6 is the IPv4 address. Other spellings than four decimals are none. */
function readIp(text: string): Ip | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
