import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';

const DAY_MS = 86_400_000;

/** What a link lets its bearer do, and for how long. Unsubscribing has to work however old the mail is. */
const LIFETIMES_MS = { confirm: 3 * DAY_MS, preferences: 90 * DAY_MS, unsubscribe: null };

export type LinkPurpose = keyof typeof LIFETIMES_MS;

/** The number of a subscriber; or that the link was good once; or that we never made it. */
export type LinkReading = { kind: 'good'; subscriberId: number } | { kind: 'expired' } | { kind: 'wrong' };

/** Links in mails: whoever has one reads the mail of that address. Each is good for one purpose, and nothing of them is stored. */
@Injectable()
export class MailLinks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secret: SecretKey,
    private readonly clock: Clock,
  ) {}

  /** The whole address of a link. */
  url(purpose: LinkPurpose, subscriberId: number): string {
    return `${this.config.baseUrl}/subscribe/${purpose}/${this.token(purpose, subscriberId)}`;
  }

  token(purpose: LinkPurpose, subscriberId: number): string {
    const lifetimeMs = LIFETIMES_MS[purpose];
    const until = lifetimeMs === null ? 0 : this.clock.now().getTime() + lifetimeMs;
    const said = `${subscriberId.toString(36)}-${until.toString(36)}`;
    return `${said}-${this.sign(purpose, said)}`;
  }

  read(purpose: LinkPurpose, token: string): LinkReading {
    const [, said, id = '', until = '', signature = ''] = /^(([0-9a-z]{1,9})-([0-9a-z]{1,9}))-([\w-]{43})$/.exec(token) ?? [];
    if (said === undefined || !timingSafeEqual(Buffer.from(signature), Buffer.from(this.sign(purpose, said)))) return { kind: 'wrong' };
    const untilMs = parseInt(until, 36);
    if (untilMs !== 0 && untilMs < this.clock.now().getTime()) return { kind: 'expired' };
    return { kind: 'good', subscriberId: parseInt(id, 36) };
  }

  private sign(purpose: LinkPurpose, said: string): string {
    return createHmac('sha256', this.secret.derive('mail-links')).update(`${purpose} ${said}`).digest('base64url');
  }
}
