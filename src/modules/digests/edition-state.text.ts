import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import type { Editorial } from './curated.js';
import type { LateView, StateView } from './edition-state.view.js';
import { nameOf, WIDTH, wrap } from './plain-text.js';

/** How an edition stands, with what came too late for it: the end of its text. */
export function stateLines(state: StateView, zone: string, baseUrl: string): string[] {
  const { late } = state;
  return [
    ...(late
      ? [
          '',
          'LATE ARRIVALS',
          '-'.repeat(WIDTH),
          ...wrap(
            `${countOf(late.count, 'message', 'messages')} of this time came in after the edition had closed, and ${late.count === 1 ? 'is' : 'are'} in none of its numbers.`,
            '',
          ),
          ...late.posts.flatMap((post) => lateLines(post, zone, baseUrl)),
          ...(late.more > 0 ? ['', `And ${countOf(late.more, 'message', 'messages')} that came in before these.`] : []),
        ]
      : []),
    '',
    ...stateSentences(state, zone, baseUrl).flatMap((sentence) => wrap(sentence, '')),
  ];
}

/** What an editor says of a story. */
export function editorialLines(editorial: Editorial | null, indent: string): string[] {
  const { pinnedBy = null, note = null, title = null } = editorial ?? {};
  return [
    ...(title ? wrap(`${title.by} gave it this title${title.own ? `; its own is “${title.own}”` : ''}.`, indent) : []),
    ...(note ? wrap(`${note.text} – ${note.by}, who edits this page`, indent) : []),
    ...(pinnedBy ? wrap(`${pinnedBy} put it first.`, indent) : []),
  ];
}

function lateLines({ href, headline, isComment, speaker, site, at, style }: LateView, zone: string, baseUrl: string): string[] {
  return [
    '',
    ...wrap(headline.text, ''),
    ...wrap(`${isComment ? `A comment by ${nameOf(speaker)} on ${site}` : nameOf(speaker)}, ${formatInstant(at, style, zone)}.`, ''),
    `${baseUrl}${href}`,
  ];
}

function stateSentences({ isOpen, isClosed, at, removed, edited, historyHref }: StateView, zone: string, baseUrl: string): string[] {
  const moment = (instant: Date) => formatInstant(instant, 'moment', zone);
  return [
    ...(isOpen ? [at ? `This edition is open: it grows until ${moment(at)}.` : 'This edition is about to close.'] : []),
    ...(isClosed && at ? [`This edition closed on ${moment(at)}, and stays as it was then.`] : []),
    ...(!isOpen && !isClosed
      ? [
          `This edition was put together from archives${at ? `, because we have listened since ${moment(at)} only` : ''}. It may lack what was gone by then, and never closes.`,
        ]
      : []),
    ...(removed > 0
      ? [
          `${countOf(removed, 'message', 'messages')} of it ${removed === 1 ? 'was' : 'were'} removed since, and nothing of ${removed === 1 ? 'its' : 'their'} words is left here.`,
        ]
      : []),
    ...(edited ? [`Edited by ${edited.by}, last on ${moment(edited.at)}: ${edited.what}. What was done: ${baseUrl}${historyHref}`] : []),
  ];
}
