import { Injectable } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Platform } from '../../feeds/platform.js';
import { Database } from '../database/database.js';

/** Keeps what the APIs of platforms allow: so many requests in so long a time, for each host. On PostgreSQL all processes count together. */
@Injectable()
export class Rates {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(private readonly database: Database) {}

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

  private limiterOf(name: string, { requests, perMs }: NonNullable<Platform['rate']>): RateLimiterAbstract {
    const limiter = this.limiters.get(name) ?? this.make({ keyPrefix: `platform-${name}`, points: requests, duration: perMs / 1000 });
    this.limiters.set(name, limiter);
    return limiter;
  }

  private make(options: { keyPrefix: string; points: number; duration: number }): RateLimiterAbstract {
    const { isPostgres, source } = this.database;
    if (!isPostgres) return new RateLimiterMemory(options);
    return new RateLimiterPostgres({ ...options, storeClient: source, storeType: 'typeorm', tableName: 'rate', tableCreated: true });
  }
}
