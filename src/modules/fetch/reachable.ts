import ipaddr from 'ipaddr.js';
import { addressRefusal } from './address-guard.js';

/** Names that mean something only within a network (RFC 6761, RFC 6762, RFC 9476 and what routers use). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|home\.arpa|test|invalid)$/;

/**
 * Why servers elsewhere cannot reach an address of ours, in words that end a sentence; null where they may. Pure: no name is looked up, for what it leads to from
 * here says little of where it leads from there.
 * @param allowed private addresses that may be fetched (`ALLOW_ADDRESSES`): who opened these has neighbours there, and they reach us
 */
export function unreachableBecause(baseUrl: string, allowed: readonly string[]): string | null {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) {
    const refusal = addressRefusal(host, allowed);
    return refusal === null ? null : `${host} belongs to ${refusal}`;
  }
  if (LOCAL_NAME.test(host) || !host.includes('.')) return `${host} is a name of this network alone`;
  return null;
}
