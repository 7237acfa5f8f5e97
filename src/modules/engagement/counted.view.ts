import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { excerptOf } from '../pages/words.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { speakerOf, type Speaker } from '../posts/speaker.js';
import { measureTitle } from './measure.view.js';
import type { Measure } from './measures/measure.js';
import { labelOf } from './source.view.js';
import type { VolumeKey } from './portrait.js';
import type { ListedRow } from './sources.query.js';

const LISTED_PER_PAGE = 50;

export interface CountedView {
  page: PageFrame;
  firstRun: FirstRun | null;
  /** Whose figure it is. */
  of: string;
  ofHref: string;
  title: string;
  total: number;
  /** The same list for other programs; none where it is not to be had. */
  exports: { href: string; label: string }[];
  from: number;
  messages: { href: string; speaker: Speaker; at: Date; headline: Headline; excerpt: string }[];
  previousHref: string | null;
  nextHref: string | null;
}

export interface CountedFacts {
  of: string;
  ofHref: string;
  title: string;
  /** The address of this list, to which a page is added. */
  href: string;
  exports?: CountedView['exports'];
  /** All that the figure counts. */
  ids: readonly number[];
  /** From 1. */
  page: number;
  rows: ReadonlyMap<number, ListedRow>;
  /** Where a message is looked at; in its thread, where nothing else is said. */
  messageHref?: (id: number) => string;
}

/** The messages that one figure counts. */
export function countedView({ of, ofHref, title, href, exports = [], ids, page, rows, messageHref }: CountedFacts): CountedView {
  const hrefOf = (number: number) => `${href}${number > 1 ? `&page=${number}` : ''}`;
  const from = (page - 1) * LISTED_PER_PAGE;
  return {
    page: {
      title: `${title}: ${excerptOf(of, 60)}`,
      description: `The messages that this figure counts: ${title}, ${of}.`,
      path: hrefOf(page),
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    of,
    ofHref,
    title,
    total: ids.length,
    exports,
    from: from + 1,
    messages: listedOn(page, ids).flatMap((id) => {
      const row = rows.get(id);
      return row ? [messageView(row, messageHref)] : [];
    }),
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: from + LISTED_PER_PAGE < ids.length ? hrefOf(page + 1) : null,
  };
}

/** The number of a page, as an address gives it; null where there is no such page. */
export function pageOf(value: unknown, total: number): number | null {
  const pages = Math.max(1, Math.ceil(total / LISTED_PER_PAGE));
  if (value === undefined) return 1;
  const page = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : 0;
  return page >= 1 && page <= pages ? page : null;
}

/** What stands on a page. */
export function listedOn(page: number, ids: readonly number[]): number[] {
  return ids.slice((page - 1) * LISTED_PER_PAGE, page * LISTED_PER_PAGE);
}

function messageView(row: ListedRow, hrefOf = (id: number) => `/threads/${id}`): CountedView['messages'][number] {
  const headline = headlineOf(row);
  return {
    href: hrefOf(row.id),
    speaker: speakerOf(row),
    at: new Date(row.sortAt),
    headline,
    excerpt: headline.isQuote ? '' : excerptOf(row.text, 240),
  };
}

/** What a list of a portrait is called. */
export function titleOf(list: string, measures: readonly Measure[]): string {
  const [kind = '', ...rest] = list.split('/');
  const measure = measures.find(({ name }) => name === kind);
  if (measure) return rest.length > 0 ? `${measureTitle(measure.name)}: all that were looked at` : measureTitle(measure.name);
  switch (kind) {
    case 'volume':
      return `${labelOf(rest[1] as VolumeKey)}, ${rest[0] ?? ''}`;
    case 'answered':
      return `Answers to ${rest.join('/')}`;
    case 'answering':
      return `Said to it by ${rest.join('/')}`;
    case 'thread':
      return 'Messages of one thread';
    case 'signed':
      return 'Its own by their signature alone';
    case 'unanswered':
      return 'Questions without an answer';
    default:
      return 'Messages of its own';
  }
}
