import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { FeedCare } from '../sources/feed-care.js';
import { FeedLists } from './feed-lists.js';

/** Somebody looks at a page that says how far it is. */
const LISTS_MS = 2_000;
const SWEEP_MS = 60 * 60_000;

/** The heartbeat that brings in lists of feeds, and clears away what can no longer be brought back. */
@Injectable()
export class FeedAdminTick {
  constructor(
    private readonly care: FeedCare,
    private readonly lists: FeedLists,
  ) {}

  @Interval(LISTS_MS)
  async bringIn(): Promise<void> {
    await this.lists.tick();
  }

  @Interval(SWEEP_MS)
  async sweep(): Promise<void> {
    await this.care.sweep();
    await this.lists.sweep();
  }
}
