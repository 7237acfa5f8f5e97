import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Revoicer } from './revoicer.js';

/** Somebody who has said whose voice it is looks for it soon. Finding nothing to do costs one read of the sources. */
const TICK_MS = 10_000;

/** The heartbeat that finds sources whose messages wait for their voices: after a change here, in another process, or in one that died. */
@Injectable()
export class VoicesTick {
  constructor(private readonly revoicer: Revoicer) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.revoicer.tick();
  }
}
