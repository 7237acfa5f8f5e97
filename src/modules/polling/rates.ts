import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Platform } from '../../feeds/platform.js';

/** Keeps what the APIs of platforms allow: so many requests in so long a time, for each host. */
@Injectable()
export class Rates {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  /** Takes one request of a host's allowance. Out: how long to wait, in milliseconds, where it is used up; 0 where it is not. */
  async take({ name, rate }: Pick<Platform, 'name' | 'rate'>, host: string): Promise<number> {
    if (rate === null) return 0;
    try {
      await this.limiterOf(name, rate).consume(host);
      return 0;
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      return Math.max(1, (refusal as RateLimiterRes).msBeforeNext);
    }
  }

  private limiterOf(name: string, { requests, perMs }: NonNullable<Platform['rate']>): RateLimiterMemory {
    const limiter = this.limiters.get(name) ?? new RateLimiterMemory({ keyPrefix: name, points: requests, duration: perMs / 1000 });
    this.limiters.set(name, limiter);
    return limiter;
  }
}
