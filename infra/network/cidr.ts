// Checks networks in CIDR notation: malformed ones, ones that cover nearly the whole internet, and overlaps.
import ipaddr from 'ipaddr.js';

/** An address, and the length of its prefix in bits. */
type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Shortest prefixes, in bits, that still restrict access: a shorter one covers nearly the whole internet. */
const SHORTEST = { ipv4: 8, ipv6: 16 };

/** Ranges that AWS never sees as the source of a request. */
const NEVER_PUBLIC = new Set(['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'uniqueLocal', 'unspecified']);

/** @returns the fault of a network in CIDR notation, e.g. `must be …`, or undefined */
export function cidrFault(text: string): string | undefined {
  if (parseNetwork(text) === undefined) return 'must be a network in CIDR notation, e.g. "203.0.113.0/24"';
  const [address, bits] = text.split('/');
  const network = ipaddr.parse(address ?? '').kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = network.networkAddressFromCIDR(text).toString();
  return first === ipaddr.parse(address ?? '').toString()
    ? undefined
    : `has bits set after its prefix: write "${first}/${bits}" for that network, or "${address}/${address?.includes(':') ? 128 : 32}" for that address`;
}

/**
 * @param text a network in CIDR notation
 * @returns why requests to AWS cannot or should not be allowed from it, or undefined; a malformed network is left to `cidrFault`
 */
export function sourceFault(text: string, allowAnywhere: boolean): string | undefined {
  const network = parseNetwork(text);
  if (network === undefined || allowAnywhere) return undefined;
  const [address, bits] = network;
  if (bits < SHORTEST[address.kind()])
    return 'allows nearly the whole internet: name your own networks, or deliberately set allowAnywhere to true';
  if (NEVER_PUBLIC.has(address.range()))
    return 'is a private network, which AWS never sees as a source: name its public address, or the VPC endpoint in allowedVpcEndpoints';
  return undefined;
}

/** Bounds of a VPC's prefix, in bits: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const VPC_BITS = { least: 16, most: 28 };
/** Ranges whose addresses no host can have. */
const NO_HOSTS = new Set(['unspecified', 'loopback', 'linkLocal', 'multicast', 'broadcast', 'reserved']);

/** @returns the fault of the network of a new VPC, or undefined */
export function vpcFault(text: string): string | undefined {
  const network = parseNetwork(text);
  const fault = cidrFault(text);
  if (network === undefined || fault !== undefined) return fault;
  const [address, bits] = network;
  if (address.kind() !== 'ipv4') return 'must be an IPv4 network, e.g. "10.60.0.0/16"';
  if (bits < VPC_BITS.least || bits > VPC_BITS.most)
    return `must be from /${VPC_BITS.least} to /${VPC_BITS.most}, the sizes that a VPC can have`;
  return NO_HOSTS.has(address.range()) ? 'is a range that hosts cannot use: use e.g. "10.60.0.0/16"' : undefined;
}

/**
 * @param text an IPv4 network in CIDR notation
 * @returns its number of addresses
 */
export function addressCount(text: string): number {
  return 2 ** (32 - Number(text.split('/')[1]));
}

/** @returns each pair of networks that overlap, by their indexes in the list */
export function overlaps(texts: readonly string[]): { readonly at: number; readonly with: number }[] {
  const networks = texts.map(parseNetwork);
  return networks.flatMap((one, at) =>
    networks
      .slice(0, at)
      .flatMap((other, before) => (one && other && intersect(one, other) ? [{ at, with: before }] : [])),
  );
}

function intersect([a, aBits]: Network, [b, bBits]: Network): boolean {
  const bits = Math.min(aBits, bBits);
  if (a.kind() !== b.kind()) return false;
  return a instanceof ipaddr.IPv4 ? a.match(b as ipaddr.IPv4, bits) : a.match(b as ipaddr.IPv6, bits);
}

/** Accepts four decimal parts or an IPv6 address: programs disagree about other spellings, such as "10.1/16". */
function parseNetwork(text: string): Network | undefined {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  return undefined;
}
