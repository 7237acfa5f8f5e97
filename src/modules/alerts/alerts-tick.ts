import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AlertOutbox } from './alert-outbox.js';
import { AlertSender } from './alert-sender.js';
import { Lookout } from './lookout.js';

/** Finding nothing to tell costs a few reads of indexes; questions and spikes are counted anew each time. */
const TICK_MS = 10_000;
const LOOK_MS = 5 * 60_000;
const FORGET_MS = 3_600_000;

/** The heartbeats of alerts: what is to be told, what nobody announces, and what is long over. */
@Injectable()
export class AlertsTick {
  constructor(
    private readonly sender: AlertSender,
    private readonly lookout: Lookout,
    private readonly outbox: AlertOutbox,
  ) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.sender.tick();
  }

  @Interval(LOOK_MS)
  async look(): Promise<void> {
    await this.lookout.tick();
  }

  @Interval(FORGET_MS)
  async forget(): Promise<void> {
    await this.outbox.forget();
  }
}
