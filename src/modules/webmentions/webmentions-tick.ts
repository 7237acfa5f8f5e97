import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Verifier } from './verifier.js';

/** A sender looks at the page of his mention soon after. Finding nothing to do costs one read of an index. */
const TICK_MS = 5_000;
const FORGET_MS = 3_600_000;

/** The heartbeat that finds the mentions which wait: those of this process, of another, and of one that died. */
@Injectable()
export class WebmentionsTick {
  constructor(private readonly verifier: Verifier) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.verifier.tick();
  }

  @Interval(FORGET_MS)
  async forget(): Promise<void> {
    await this.verifier.forgetRefused();
  }
}
