import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Reindexer } from './reindexer.js';

/** Half of the time is left to everybody else. Where all is filed, nothing is asked of the database. */
const TICK_MS = 100;

/** Files what was stored before there was an index, while the server serves and polls. */
@Injectable()
export class SearchTick {
  private isBusy = false;

  constructor(private readonly reindexer: Reindexer) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.reindexer.step();
    } finally {
      this.isBusy = false;
    }
  }
}
