import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Rematcher } from './rematcher.js';

/** Somebody who has changed an entity looks for it soon. Finding nothing to do costs one read of an index. */
const TICK_MS = 10_000;

/** The heartbeat that finds entities whose posts wait to be looked through: after a change here, in another process, or in one that died. */
@Injectable()
export class MentionsTick {
  constructor(private readonly rematcher: Rematcher) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.rematcher.tick();
  }
}
