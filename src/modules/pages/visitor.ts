import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Where a request comes from. What a proxy says of that is believed where `TRUSTED_PROXIES` names it (Express's `trust proxy`). */
export function visitorOf(request: Request): string {
  return request.ip ?? '';
}

/** An address of IPv6 is one of billions that the same visitor has. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  return bytes.slice(0, parsed.kind() === 'ipv6' ? 6 : 3).join('.');
}
