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

  /**
   * Takes one try of the allowance, before it is known whether it is right: a thousand at once are a thousand tries. Out: seconds to wait; 0 where it is allowed.
   * What one allowance refuses is not counted against those after it: else who guesses on would lock the account for everybody.
   */
  async take(attempt: Try): Promise<number> {
    for (const [kind, key] of keysOf(attempt)) {
      const refusal = await this.limiters[kind].consume(key).then(() => null, unlessFull);
      if (refusal) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
    return 0;
  }

  /** Seconds to wait, for what is too long to be guessed and comes with every request: only wrong ones are counted (`failed`). 0 where a try is allowed. */
  async wait(attempt: Try): Promise<number> {
    const states = await Promise.all(keysOf(attempt).map(async ([kind, key]) => ({ kind, state: await this.limiters[kind].get(key) })));
    const full = states.filter(({ kind, state }) => state !== null && state.consumedPoints >= LIMITS[kind].points);
    return Math.max(0, ...full.map(({ state }) => Math.ceil(state!.msBeforeNext / 1000)));
  }

  async failed(attempt: Try): Promise<void> {
    await this.take(attempt);
  }

  /** What was taken was right, and costs nothing. */
  async succeeded(attempt: Try): Promise<void> {
    for (const [kind, key] of keysOf(attempt)) await (kind === 'pair' ? this.limiters.pair.delete(key) : this.limiters[kind].reward(key));
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

/** What it rejects with where the allowance is used up. */
function unlessFull(refusal: unknown): RateLimiterRes {
  if (refusal instanceof Error) throw refusal;
  return refusal as RateLimiterRes;
}
