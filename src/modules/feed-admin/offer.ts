import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { SecretKey } from '../config/secret-key.js';
import { seal, unseal } from '../config/sealed.js';

const PURPOSE = 'feed-offer';
const VALID_MS = 60 * 60_000;

const offered = z.object({
  url: z.string(),
  title: z.string().nullable(),
  siteUrl: z.string().nullable(),
  role: z.enum(['posts', 'comments']),
  format: z.string().nullable(),
  reader: z.string().nullable(),
});

const offer = z.object({
  typed: z.string(),
  title: z.string(),
  siteUrl: z.string().nullable(),
  platform: z.string().nullable(),
  /** Those that were found and read, and how many; behind them others that were only named. */
  feeds: z.array(offered),
  read: z.number(),
  at: z.number(),
});

/** What was found at an address, as somebody was shown it. */
export type Offer = z.infer<typeof offer>;
export type OfferedFeed = z.infer<typeof offered>;

export type OpenedOffer = { state: 'good' | 'late'; offer: Offer } | { state: 'unreadable' };

/** Carries an offer through the form, so that nothing has to be stored meanwhile, and nobody can put other addresses into it. */
@Injectable()
export class Offers {
  constructor(
    private readonly secret: SecretKey,
    private readonly clock: Clock,
  ) {}

  seal(given: Offer): string {
    return seal(this.secret.derive(PURPOSE), PURPOSE, JSON.stringify(given));
  }

  open(sealed: unknown): OpenedOffer {
    const text = typeof sealed === 'string' ? unseal(this.secret.derive(PURPOSE), PURPOSE, sealed) : null;
    const read = text === null ? null : offer.safeParse(JSON.parse(text)).data;
    if (!read) return { state: 'unreadable' };
    return { state: this.clock.now().getTime() - read.at > VALID_MS ? 'late' : 'good', offer: read };
  }
}
