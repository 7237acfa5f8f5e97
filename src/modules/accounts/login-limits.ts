import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Database } from '../database/database.js';
import { hashOf } from './hash.js';

const QUARTER_SECONDS = 900;
const DAY_SECONDS = 86_400;

/** Tries that fail, and then nothing goes for a while. */
const LIMITS = {
  /** One account, from one network. */
  pair: { points: 10, duration: QUARTER_SECONDS },
  /** Any account, from one network. */
  network: { points: 50, duration: QUARTER_SECONDS },
  /** One account, from everywhere but the browsers that it has signed in with before: so its owner is not locked out by others. */
  account: { points: 100, duration: DAY_SECONDS },
} as const;

type Kind = keyof typeof LIMITS;

export interface Try {
  network: string;
  /** What was typed, folded: also where there is no such account. */
  addressKey: string;
  /** The browser has signed in to this account before. */
  isKnown: boolean;
}

/** Guessing passwords is slow for who guesses, and for nobody else. On PostgreSQL all processes count together. */
@Injectable()
export class LoginLimits {
  private readonly limiters: Record<Kind, RateLimiterAbstract>;

  constructor(@Inject(Database) database: Database) {
    this.limiters = { pair: limiter(database, 'pair'), network: limiter(database, 'network'), account: limiter(database, 'account') };
  }

  /** Seconds to wait; 0 where a try is allowed. */
  async wait(attempt: Try): Promise<number> {
    const states = await Promise.all(keysOf(attempt).map(async ([kind, key]) => ({ kind, state: await this.limiters[kind].get(key) })));
    const full = states.filter(({ kind, state }) => state !== null && state.consumedPoints >= LIMITS[kind].points);
    return Math.max(0, ...full.map(({ state }) => Math.ceil(state!.msBeforeNext / 1000)));
  }

  async failed(attempt: Try): Promise<void> {
    await Promise.all(keysOf(attempt).map(([kind, key]) => this.limiters[kind].consume(key).catch(unlessFull)));
  }

  async succeeded(attempt: Try): Promise<void> {
    await this.limiters.pair.delete(pairOf(attempt));
  }
}

function keysOf(attempt: Try): [Kind, string][] {
  const mine: [Kind, string][] = [
    ['pair', pairOf(attempt)],
    ['network', hashOf(attempt.network)],
  ];
  return attempt.isKnown ? mine : [...mine, ['account', hashOf(attempt.addressKey)]];
}

/** Hashed, because what was typed may be of any length. */
function pairOf({ network, addressKey, isKnown }: Try): string {
  return hashOf(JSON.stringify([network, addressKey, isKnown]));
}

function limiter(database: Database, kind: Kind): RateLimiterAbstract {
  const options = { ...LIMITS[kind], keyPrefix: `login-${kind}` };
  if (!database.isPostgres) return new RateLimiterMemory(options);
  return new RateLimiterPostgres({ ...options, storeClient: database.source, storeType: 'typeorm', tableName: 'rate', tableCreated: true });
}

/** A full allowance is what it rejects with, too. */
function unlessFull(refusal: unknown): RateLimiterRes {
  if (refusal instanceof Error) throw refusal;
  return refusal as RateLimiterRes;
}
