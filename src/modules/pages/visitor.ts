import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Where a request comes from. What a proxy on this machine says is believed: its own word is the last in the line. */
export function visitorOf(request: Request): string {
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = request.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  const isProxy = ipaddr.isValid(peer) && ipaddr.process(peer).range() === 'loopback';
  return isProxy && forwarded !== undefined && ipaddr.isValid(forwarded) ? forwarded : peer;
}

/** An address of IPv6 is one of billions that the same visitor has. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  return bytes.slice(0, parsed.kind() === 'ipv6' ? 6 : 3).join('.');
}
