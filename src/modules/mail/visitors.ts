import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Forms that one network may send in an hour: an office has many people, a robot has many hours. */
const FORMS_MAX = 20;
const HOUR_SECONDS = 3600;

/** Keeps robots from having us write to thousands of people. */
@Injectable()
export class Visitors {
  private readonly limiter = new RateLimiterMemory({ points: FORMS_MAX, duration: HOUR_SECONDS });

  /** Takes one form of a network's allowance. Out: how many seconds to wait where it is used up; 0 where it is not. */
  async take(request: Request): Promise<number> {
    try {
      await this.limiter.consume(networkOf(addressOf(request)));
      return 0;
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      return Math.max(1, Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  }
}

/** What a proxy on this machine says is believed: its own word is the last in the line. */
function addressOf(request: Request): string {
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
