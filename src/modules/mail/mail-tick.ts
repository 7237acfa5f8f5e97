import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AccountLetters } from './account-letters.js';
import { Outbox } from './outbox.js';
import { Sender } from './sender.js';

/** Who subscribes looks into the mailbox soon after. Finding nothing to do costs a few reads of indexes. */
const TICK_MS = 10_000;
const FORGET_MS = 3_600_000;

/** The heartbeat that finds the mails which wait: those of this process, of another, and of one that died. */
@Injectable()
export class MailTick {
  constructor(
    private readonly sender: Sender,
    private readonly accountLetters: AccountLetters,
    private readonly outbox: Outbox,
  ) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await Promise.all([this.sender.tick(), this.accountLetters.tick()]);
  }

  @Interval(FORGET_MS)
  async forget(): Promise<void> {
    await this.outbox.forget();
  }
}
