import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EditionsCloser } from './editions-closer.js';

const TICK_MS = 60_000;

/** The heartbeat that finds editions which are due to close. */
@Injectable()
export class EditionsTick {
  constructor(private readonly closer: EditionsCloser) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.closer.tick();
  }
}
