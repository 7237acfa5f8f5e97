import { Injectable } from '@nestjs/common';
import { inlined, type Letter } from '../mail/message.js';
import { noteText, type NoteView } from '../mail/note.view.js';
import { Pages } from '../pages/handlebars.js';
import { countOf } from '../pages/words.js';
import type { Telling } from './telling.js';

/** More is not read in a mail; the page has the rest. */
const SHOWN = 30;

/** Writes what is told by mail. */
@Injectable()
export class AlertLetters {
  constructor(private readonly pages: Pages) {}

  alert({ kind, rule, events, more }: Telling, stopUrl: string): Letter {
    const count = events.length + more;
    const subject = kind === 'test' ? `Hustings, a test: ${rule.name}` : `Hustings, ${rule.name}: ${countOf(count, 'event', 'events')}`;
    const shown = events.slice(0, SHOWN);
    const left = count - shown.length;
    const intro = kind === 'test' ? 'This is a test of the alert. It arrived, so it will tell you of what happens.' : null;
    const preheader =
      intro ??
      shown
        .map(({ title, quote }) => quote ?? title)
        .slice(0, 3)
        .join('; ');
    const view = { subject, preheader, name: rule.name, intro, events: shown, left, href: rule.url, stopUrl };
    const lines = shown.flatMap(({ title, sentence, quote, url }) => [
      `${title}\n${sentence}`,
      ...(quote === null ? [] : [`“${quote}”`]),
      url,
      '',
    ]);
    const text = [
      ...[intro, ...lines].filter((line) => line !== null),
      ...(left > 0 ? [`And ${left} more: ${rule.url}`] : []),
      `All that it told of: ${rule.url}`,
      `No more mail of this alert: ${stopUrl}`,
      '',
    ].join('\n');
    return { subject, html: inlined(this.pages.render('mail-alert', view)), text };
  }

  /** Names nothing that was typed by whoever caused it, but for the alert's name, which is set by who runs this installation. */
  confirmation(href: string): Letter {
    const note: NoteView = {
      subject: 'Do you want alerts of Hustings by mail?',
      preheader: 'One click more, and they come. If you know nothing of it, do nothing.',
      paragraphs: [
        'Whoever runs this Hustings wants to send alerts to this address: short mails of what government and public say to each other, as it happens.',
        'Nothing is sent before you have said yes. The link holds for three days.',
      ],
      href,
      label: 'See what it is, and decide',
      small: 'Do you know nothing of it? Then do nothing: without your yes nothing comes.',
    };
    return { subject: note.subject, html: inlined(this.pages.render('mail-note', note)), text: noteText(note) };
  }
}
