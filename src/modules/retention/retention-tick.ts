import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Retention } from './retention.js';

const TICK_MS = 10 * 60_000;

/** The heartbeat that finds out that it is night. */
@Injectable()
export class RetentionTick {
  constructor(private readonly retention: Retention) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.retention.tick();
  }
}
