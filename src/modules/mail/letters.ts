import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { editionText } from '../digests/edition.text.js';
import type { EditionView } from '../digests/edition.view.js';
import { Editions } from '../digests/editions.js';
import { parsePeriod, type Period } from '../digests/period.js';
import { Pages } from '../pages/handlebars.js';
import { cutTo, editionLetterView, followedView, type FollowedView, LETTER_SIZES, type OwnLinks } from './edition-letter.view.js';
import { FollowedQuery } from './followed.query.js';
import { MailLinks } from './mail-links.js';
import { inlined, type Letter } from './message.js';
import { confirmationNote, type NoteView, noteText, reminderNote } from './note.view.js';
import type { OutgoingMailEntity } from './outgoing-mail.entity.js';
import type { SubscriberEntity } from './subscriber.entity.js';

/** Gmail shows 102 KB of a mail, and a link to the rest. */
const HTML_BYTES_MAX = 95_000;
/** So long the same edition is written once for all who follow the same. */
const KEPT_MS = 60_000;
const KEPT_MAX = 32;

/** Stands in what is kept where a reader's own links go. Nobody can write it into a post. */
const MARK = randomBytes(12).toString('hex');
const MARKED: OwnLinks = { preferencesHref: `${MARK}p`, unsubscribeHref: `${MARK}u` };

interface Kept {
  until: number;
  letter: Promise<Letter | null>;
}

/** Writes mails. */
@Injectable()
export class Letters {
  private readonly kept = new Map<string, Kept>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly editions: Editions,
    private readonly followed: FollowedQuery,
    private readonly links: MailLinks,
  ) {}

  /** Null where there is nothing to tell: nobody spoke, or nobody of whom the reader wants to hear. */
  async write({ kind, about }: Pick<OutgoingMailEntity, 'kind' | 'about'>, { id, entities }: SubscriberEntity): Promise<Letter | null> {
    if (kind === 'confirmation') return this.note(confirmationNote(this.links.url('confirm', id)));
    const preferencesHref = this.links.url('preferences', id);
    if (kind === 'reminder') return this.note(reminderNote(preferencesHref));
    const period = parsePeriod(about, this.config.timezone);
    const letter = period && (await this.edition(period, entities));
    return letter && withLinks(letter, { preferencesHref, unsubscribeHref: this.links.url('unsubscribe', id) });
  }

  /** The mail of an edition as a reader gets it, with links to the page where everybody subscribes; null where none is sent. */
  async preview(period: Period, entities: readonly string[]): Promise<Letter | null> {
    const href = `${this.config.baseUrl}/subscribe`;
    const letter = await this.edition(period, entities);
    return letter && withLinks(letter, { preferencesHref: href, unsubscribeHref: href });
  }

  private edition(period: Period, entities: readonly string[]): Promise<Letter | null> {
    const [key, now] = [[period.key, ...[...entities].sort()].join(' '), this.clock.now().getTime()];
    const known = this.kept.get(key);
    if (known && now < known.until) return known.letter;
    const letter = this.news(period, entities);
    this.kept.delete(key);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size >= KEPT_MAX && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, { until: now + KEPT_MS, letter });
    letter.catch(() => this.kept.delete(key));
    return letter;
  }

  private async news(period: Period, entities: readonly string[]): Promise<Letter | null> {
    const rows = await this.followed.threads(entities, period);
    const whole = await this.editions.view(period);
    if (whole.isEmpty || (entities.length > 0 && rows.length === 0)) return null;
    return entities.length === 0 ? this.letter(whole, null) : this.letter(cutTo(whole, rows), followedView(rows, period));
  }

  /** As much of the edition as mail programs show. */
  private letter(view: EditionView, followed: FollowedView | null): Letter {
    let [subject, html] = ['', ''];
    for (const size of LETTER_SIZES) {
      const shown = editionLetterView(view, followed, size, MARKED);
      [subject, html] = [shown.subject, inlined(this.pages.render('mail-edition', shown))];
      if (Buffer.byteLength(html) <= HTML_BYTES_MAX) break;
    }
    return { subject, html, text: this.text(view, followed) };
  }

  private text(view: EditionView, followed: FollowedView | null): string {
    const { baseUrl, timezone } = this.config;
    const about = followed?.map(({ name, href }) => `${name}: ${baseUrl}${href}`);
    return [
      ...(about
        ? ['You follow what is named here. This mail has what mentions it; the numbers are those of the whole edition.', ...about, '']
        : []),
      editionText(view, timezone, baseUrl),
      `The whole edition: ${baseUrl}/digest/${view.edition.key}`,
      `Change what you get: ${MARKED.preferencesHref}`,
      `Unsubscribe: ${MARKED.unsubscribeHref}`,
      '',
    ].join('\n');
  }

  private note(note: NoteView): Letter {
    return { subject: note.subject, html: inlined(this.pages.render('mail-note', note)), text: noteText(note) };
  }
}

function withLinks({ subject, html, text }: Letter, { preferencesHref, unsubscribeHref }: OwnLinks): Letter {
  const put = (into: string) =>
    into.replaceAll(MARKED.preferencesHref, preferencesHref).replaceAll(MARKED.unsubscribeHref, unsubscribeHref);
  return { subject, html: put(html), text: put(text) };
}
