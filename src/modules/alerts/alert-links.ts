import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';

/** What a link lets its bearer do, and for how long. Stopping has to work however old the mail is. */
const LIFETIMES_MS = { confirm: 3 * 86_400_000, stop: null };

export type AlertLinkPurpose = keyof typeof LIFETIMES_MS;
export type AlertLinkReading = { kind: 'good'; channelId: number } | { kind: 'expired' } | { kind: 'wrong' };

/** Links in mails of alerts, as those in mails of editions: whoever has one reads the mail of that address. Nothing of them is stored. */
@Injectable()
export class AlertLinks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secret: SecretKey,
    private readonly clock: Clock,
  ) {}

  url(purpose: AlertLinkPurpose, channelId: number): string {
    const lifetimeMs = LIFETIMES_MS[purpose];
    const until = lifetimeMs === null ? 0 : this.clock.now().getTime() + lifetimeMs;
    const said = `${channelId.toString(36)}-${until.toString(36)}`;
    return `${this.config.baseUrl}/alerts/${purpose}/${said}-${this.sign(purpose, said)}`;
  }

  read(purpose: AlertLinkPurpose, token: string): AlertLinkReading {
    const [, said, id = '', until = '', signature = ''] = /^(([0-9a-z]{1,9})-([0-9a-z]{1,9}))-([\w-]{43})$/.exec(token) ?? [];
    if (said === undefined || !timingSafeEqual(Buffer.from(signature), Buffer.from(this.sign(purpose, said)))) return { kind: 'wrong' };
    const untilMs = parseInt(until, 36);
    if (untilMs !== 0 && untilMs < this.clock.now().getTime()) return { kind: 'expired' };
    return { kind: 'good', channelId: parseInt(id, 36) };
  }

  private sign(purpose: AlertLinkPurpose, said: string): string {
    return createHmac('sha256', this.secret.derive('alert-links')).update(`${purpose} ${said}`).digest('base64url');
  }
}
