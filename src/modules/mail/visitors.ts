import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf, visitorOf } from '../pages/visitor.js';

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
      await this.limiter.consume(networkOf(visitorOf(request)));
      return 0;
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      return Math.max(1, Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  }
}
