import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Reindexer } from './reindexer.js';

/** Where all is filed, as it is but after an update, nothing is asked of the database. */
const TICK_MS = 10_000;

/** The heartbeat that finds posts which were stored before there was an index. */
@Injectable()
export class SearchTick {
  constructor(private readonly reindexer: Reindexer) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.reindexer.tick();
  }
}
