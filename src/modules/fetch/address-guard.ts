import ipaddr from 'ipaddr.js';

const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

const RANGE_NAMES: Record<string, string> = {
  loopback: 'this machine itself (loopback)',
  unspecified: 'this machine itself (unspecified)',
  private: 'a private network',
  uniqueLocal: 'a private network (unique local)',
  deprecatedSiteLocal: 'a private network (site local)',
  carrierGradeNat: "a provider's inner network (carrier-grade NAT)",
  linkLocal: 'the local link, where clouds keep their metadata',
  multicast: 'multicast',
  broadcast: 'broadcast',
  '6to4': 'a 6to4 tunnel, which hides an IPv4 address',
  teredo: 'a Teredo tunnel, which hides an IPv4 address',
  rfc6052: 'a network-specific NAT64 prefix, which hides an IPv4 address',
};

/**
 * Why an address may not be connected to, in words that end a sentence ("it belongs to …"); null where it may.
 *
 * Pure. Only addresses of the public internet pass: what is not known to be public is refused, so that a range reserved tomorrow is
 * refused today. `allowed` holds the CIDR ranges that an admin opened (`ALLOW_ADDRESSES`). An IPv4 address mapped into IPv6, or behind the
 * well-known NAT64 prefix, is judged as the IPv4 address that would be reached (RFC 4291 §2.5.5.2, RFC 6052 §3.1).
 */
export function addressRefusal(address: string, allowed: readonly string[]): string | null {
  const written = plain(address);
  if (!ipaddr.isValid(written)) return 'no address that we know how to judge';
  const parsed = ipaddr.parse(written);
  const reached = embeddedIPv4(parsed) ?? parsed;
  if (isAllowed(parsed, allowed) || isAllowed(reached, allowed)) return null;
  const range = reached.range();
  if (range !== 'unicast') return RANGE_NAMES[range] ?? `a reserved range (${range})`;
  if (reached instanceof ipaddr.IPv6 && !reached.match(GLOBAL_UNICAST)) return 'a reserved range';
  return null;
}

/** Without brackets and zone; and in hexadecimal, because ipaddr.js takes the dotted form `::1.2.3.4` for a mapped address. */
function plain(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!bare.includes(':') || !bare.includes('.')) return bare;
  const url = `http://[${bare}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : bare;
}

function embeddedIPv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | null {
  if (!(address instanceof ipaddr.IPv6)) return null;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match(NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return null;
}

function isAllowed(address: ipaddr.IPv4 | ipaddr.IPv6, allowed: readonly string[]): boolean {
  return allowed.some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === address.kind() && address.match(network, bits);
  });
}
