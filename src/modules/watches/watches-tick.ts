import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { WatchRematcher } from './rematcher.js';

/** Somebody who has saved a watch looks for what it finds soon. */
const TICK_MS = 10_000;

/** The heartbeat that finds watches for which stored messages wait to be looked through. */
@Injectable()
export class WatchesTick {
  constructor(private readonly rematcher: WatchRematcher) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.rematcher.tick();
  }
}
