import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { FeedCare } from '../sources/feed-care.js';

const SWEEP_MS = 60 * 60_000;

/** The heartbeat that clears away feeds which can no longer be brought back. */
@Injectable()
export class FeedAdminTick {
  constructor(private readonly care: FeedCare) {}

  @Interval(SWEEP_MS)
  async sweep(): Promise<void> {
    await this.care.sweep();
  }
}
