import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { bringBack, SLACK_MS } from './ahead.js';

/** Sees that the clock was set back, and brings back what would wait for it to come to where it was. */
@Injectable()
export class ClockJump {
  private readonly watch = new ClockWatch();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async tick(): Promise<void> {
    const now = this.clock.now();
    const wentBack = this.watch.wentBack(now);
    if (wentBack !== 'no') await bringBack(this.database, now, wentBack === 'yes');
  }
}

/** Whether the clock was set back since the last look at it. At the first look nobody knows: `perhaps`. */
export class ClockWatch {
  private seenMs: number | null = null;

  wentBack(now: Date): 'yes' | 'no' | 'perhaps' {
    const { seenMs } = this;
    this.seenMs = now.getTime();
    if (seenMs === null) return 'perhaps';
    return this.seenMs < seenMs - SLACK_MS ? 'yes' : 'no';
  }
}
