import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { excerptOf } from '../pages/words.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { speakerOf, type Speaker } from '../posts/speaker.js';
import { measureTitle } from './measure.view.js';
import type { Measure } from './measures/measure.js';
import { hrefOfList, hrefOfSource, labelOf, type Shown } from './source.view.js';
import type { VolumeKey } from './portrait.js';
import type { ListedRow, SourceRow } from './sources.query.js';

export const LISTED_PER_PAGE = 50;

export interface CountedView {
  page: PageFrame;
  firstRun: FirstRun | null;
  source: string;
  sourceHref: string;
  title: string;
  total: number;
  from: number;
  messages: { href: string; speaker: Speaker; at: Date; headline: Headline; excerpt: string }[];
  previousHref: string | null;
  nextHref: string | null;
}

export interface CountedFacts {
  source: SourceRow;
  shown: Shown;
  list: string;
  measures: readonly Measure[];
  /** All that the figure counts. */
  ids: readonly number[];
  /** From 1. */
  page: number;
  rows: ReadonlyMap<number, ListedRow>;
}

/** The messages that one figure counts. */
export function countedView(facts: CountedFacts): CountedView {
  const { source, shown, list, ids, page, rows } = facts;
  const hrefOf = (number: number) => `${hrefOfList(source.slug, { ...shown, list })}${number > 1 ? `&page=${number}` : ''}`;
  const from = (page - 1) * LISTED_PER_PAGE;
  const title = titleOf(list, facts.measures);
  return {
    page: {
      title: `${title}: ${excerptOf(source.title, 60)}`,
      description: `The messages that this figure counts: ${title}, ${source.title}.`,
      path: hrefOf(page),
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    source: source.title,
    sourceHref: hrefOfSource(source.slug, shown),
    title,
    total: ids.length,
    from: from + 1,
    messages: ids.slice(from, from + LISTED_PER_PAGE).flatMap((id) => {
      const row = rows.get(id);
      return row ? [messageView(row)] : [];
    }),
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: from + LISTED_PER_PAGE < ids.length ? hrefOf(page + 1) : null,
  };
}

function messageView(row: ListedRow): CountedView['messages'][number] {
  const headline = headlineOf(row);
  return {
    href: `/threads/${row.id}`,
    speaker: speakerOf(row),
    at: new Date(row.sortAt),
    headline,
    excerpt: headline.isQuote ? '' : excerptOf(row.text, 240),
  };
}

function titleOf(list: string, measures: readonly Measure[]): string {
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
