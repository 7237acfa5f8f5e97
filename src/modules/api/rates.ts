import { Injectable, HttpException } from '@nestjs/common';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { actorOf } from '../pages/access.js';
import { networkOf, visitorOf } from '../pages/visitor.js';

export const WINDOW_SECONDS = 60;
/** Whoever is known may ask five times as often as a network of which nobody knows who is in it. */
export const ACCOUNT_MAX = 600;
export const NETWORK_MAX = 120;

/** How often one may ask, and what is left of it (draft-ietf-httpapi-ratelimit-headers). Counted in each process by itself. */
@Injectable()
export class Rates {
  private readonly accounts = new RateLimiterMemory({ points: ACCOUNT_MAX, duration: WINDOW_SECONDS });
  private readonly networks = new RateLimiterMemory({ points: NETWORK_MAX, duration: WINDOW_SECONDS });

  readonly handler: RequestHandler = async (request, response, next) => {
    next(await this.count(request, response));
  };

  /** What was refused before it was counted, such as a token that is none of ours, is a request all the same. */
  readonly errorHandler: ErrorRequestHandler = async (error: unknown, request, response, next) => {
    const isCounted = response.hasHeader('RateLimit');
    next((isCounted ? undefined : await this.count(request, response)) ?? error);
  };

  /** Out: why one may not go on; undefined as long as one may. */
  private async count(request: Request, response: Response): Promise<HttpException | undefined> {
    const actor = actorOf(request);
    const isKnown = actor.kind !== 'nobody';
    const key = actor.kind === 'account' ? String(actor.id) : actor.kind === 'here' ? 'here' : networkOf(visitorOf(request));
    const spent = await take(isKnown ? this.accounts : this.networks, key);
    const name = isKnown ? 'account' : 'network';
    const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
    response.set('RateLimit-Policy', `"${name}";q=${isKnown ? ACCOUNT_MAX : NETWORK_MAX};w=${WINDOW_SECONDS}`);
    response.set('RateLimit', `"${name}";r=${spent.remainingPoints};t=${seconds}`);
    if (!spent.isRefused) return undefined;
    response.set('Retry-After', String(seconds));
    return new HttpException(
      `You have asked ${isKnown ? ACCOUNT_MAX : NETWORK_MAX} times within a minute. Go on in ${seconds} seconds.`,
      429,
    );
  }
}

async function take(limiter: RateLimiterMemory, key: string) {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { remainingPoints, msBeforeNext, isRefused: false };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { remainingPoints: 0, msBeforeNext: refusal.msBeforeNext, isRefused: true };
  }
}
