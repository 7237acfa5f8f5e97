import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** Where mail goes: as it was typed, but for its domain, and what it is compared by. */
export interface MailAddress {
  address: string;
  /** Hardly a server tells `Ada@` from `ada@`, and nobody wants two digests. */
  key: string;
}

/** The longest path that SMTP has to take (RFC 5321, 4.5.3.1.3), without its angle brackets. */
export const ADDRESS_MAX = 254;

/** Null for what is no address that mail could be sent to. */
export function parseAddress(text: string): MailAddress | null {
  const [, local = '', host = ''] = /^(.+)@([^@]+)$/.exec(text.trim()) ?? [];
  const domain = domainToASCII(host.toLowerCase());
  const address = `${local}@${domain}`;
  if (domain === '' || address.length > ADDRESS_MAX || !z.email().safeParse(address).success) return null;
  return { address, key: address.toLowerCase() };
}
