import { splitByVoice } from '../affiliations/split.js';
import { excerptOf } from '../pages/words.js';
import type { PageFrame } from '../pages/page.view.js';
import { languageOf } from '../posts/body.js';
import type { CopyRow } from '../posts/copies.query.js';
import { type CopiesView, copiesView } from '../posts/copies.view.js';
import { feedLinks } from '../posts/feed-response.js';
import { headlineOf } from '../posts/headline.js';
import type { FeedFormat } from '../posts/post-feed.js';
import { type Speaker, speakerOf } from '../posts/speaker.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { type Facet, facetsOf, narrowedBy, voiceCondition } from './facets.js';
import { Highlighter, type Run } from './highlight.js';
import type { Query, QueryError } from './query.js';
import type { ResultRow } from './results.query.js';
import { type Answer, type Cursor, LOOKED_AT_MAX, type Order, ORDERS } from './search.service.js';

/** What a reader asked for, as the address says it. */
export interface Asked {
  text: string;
  order: Order;
  isFirstPage: boolean;
}

export interface ResultView {
  href: string;
  speaker: Speaker;
  headline: Run[];
  /** The headline is the post's own words. */
  isQuote: boolean;
  /** Of a comment: what it is said about. */
  on: string | null;
  excerpt: Run[];
  language: string | null;
  at: Date;
  isDated: boolean;
  isGone: boolean;
  replies: number;
}

export interface SearchView {
  page: PageFrame;
  firstRun: null;
  text: string;
  order: Order;
  orders: { label: string; href: string; isCurrent: boolean }[];
  /** The query with its fault between the two other parts; null where there is none. */
  error: { sentence: string; before: string; at: string; after: string } | null;
  /** Why there is no answer now, though nothing is wrong with the query. */
  trouble: string | null;
  answer: {
    total: number;
    isMore: boolean;
    lookedAt: number;
    /** What was counted, by whose voice; `mark` is null for readers. */
    voices: { mark: Mark | null; count: number; href: string }[];
    /** Posts that say what another says, and are neither listed nor counted; with the search for them. */
    folded: { count: number; href: string } | null;
    results: (ResultView & { copies: CopiesView | null })[];
    facets: (Omit<Facet, 'values'> & { values: FacetLink[] })[];
  } | null;
  nextHref: string | null;
  firstHref: string | null;
  feedHref: string | null;
  /** Where a coder judges what was found. */
  codingHref: string | null;
  /** Where it can be given a name. */
  saveHref: string | null;
  /** All that is found, for other programs. */
  exports: { href: string; label: string }[];
  /** In per cent, while posts of before are still being filed. */
  filed: number | null;
  examples: { text: string; href: string; meaning: string }[];
  /** The help stands open where there is nothing else to read. */
  isHelpOpen: boolean;
}

interface FacetLink {
  label: string;
  count: number;
  href: string | null;
}

const EXCERPT_CHARACTERS_MAX = 260;

const EXAMPLES: [text: string, meaning: string][] = [
  ['consultation reply', 'both words, in any of their forms: replies and replied, too'],
  ['"No 10" OR "Downing Street"', 'one phrase or the other, as they are written; OR, AND and NOT in capitals'],
  ['(tax OR duty) -fuel', 'either word, and not a third one'],
  ['minist*', 'every word that begins so'],
  ['question NEAR/5 answer', 'two words at most five apart, in either order'],
  ['affiliation:minister is:post', 'what ministers publish; there are also source:, platform:, entity: and tag:'],
  ['is:comment author:"Jo Example"', 'comments that bear a name'],
  ['has:replies after:2008-04 before:2008-05', 'what was answered, of one month; dates may be days, months or years'],
  ['lang:cy', 'what is written in one language'],
  ['is:reader has:replies', 'what readers said and somebody answered'],
  ['is:post -is:copy', 'posts without those that say what an earlier one says'],
  ['is:gone OR is:edited', 'what was removed or changed after it was published'],
];

/** The page before anything was asked, and the frame of every other. */
export function searchView(asked: Asked, filed: number | null): SearchView {
  const title = asked.text === '' ? 'Search' : `Search: ${excerptOf(asked.text, 60)}`;
  return {
    page: { title, description: 'Find what was said, by whom and when.', path: null, feeds: [], standalone: false },
    firstRun: null,
    text: asked.text,
    order: asked.order,
    orders: ORDERS.map((order) => ({ label: LABELS[order], href: hrefOf(asked.text, order, null), isCurrent: order === asked.order })),
    error: null,
    trouble: null,
    answer: null,
    nextHref: null,
    firstHref: null,
    feedHref: null,
    codingHref: null,
    saveHref: null,
    exports: [],
    filed,
    examples: EXAMPLES.map(([text, meaning]) => ({ text, meaning, href: hrefOf(text, asked.order, null) })),
    isHelpOpen: true,
  };
}

export function errorView(asked: Asked, { sentence, offset, length }: QueryError, filed: number | null): SearchView {
  const { text } = asked;
  const end = offset + length;
  // Of an end that is missing, there is nothing to show but the place.
  return {
    ...searchView(asked, filed),
    error: { sentence, before: text.slice(0, offset), at: text.slice(offset, end) || '…', after: text.slice(end) },
  };
}

export function troubleView(asked: Asked, trouble: string, filed: number | null): SearchView {
  return { ...searchView(asked, filed), trouble };
}

/** What a page of results is made of. */
export interface Answered {
  asked: Asked;
  query: Query;
  answer: Answer;
  /** Of what was found, in its order. */
  rows: readonly ResultRow[];
  /** The groups of those that others repeat, by each of their posts. */
  copies: ReadonlyMap<number, CopyRow[]>;
  zone: string;
  filed: number | null;
}

/** A page of results. */
export function answerView({ asked, query, answer, rows, copies, zone, filed }: Answered): SearchView {
  const frame = searchView(asked, filed);
  const languages = new Map(answer.found.map(({ postId, language }) => [postId, language]));
  const highlighter = new Highlighter(query);
  const facets = facetsOf(query, answer.counted, answer.sources, zone).map((facet) => ({
    ...facet,
    values: facet.values.map(({ label, count, query: text }) => ({
      label,
      count,
      href: text === null ? null : hrefOf(text, asked.order, null),
    })),
  }));
  return {
    ...frame,
    page: { ...frame.page, feeds: feedLinks('/search', `Search: ${asked.text}`, asParameter(asked.text)) },
    answer: {
      total: answer.counted.length,
      isMore: answer.isMore,
      lookedAt: LOOKED_AT_MAX,
      voices: splitByVoice(answer.counted, ({ voice }) => voice).map(({ voice, items }) => ({
        mark: voice === null ? null : markOf(voice),
        count: items.length,
        href: hrefOf(narrowedBy(query, voiceCondition(voice)), asked.order, null),
      })),
      folded: answer.folded === 0 ? null : { count: answer.folded, href: hrefOf(narrowedBy(query, 'is:copy'), asked.order, null) },
      results: rows.map((row) => ({
        ...resultView(row, highlighter, languages.get(row.id) ?? null),
        copies: copiesView(row, copies.get(row.id) ?? []),
      })),
      facets,
    },
    nextHref: answer.next && hrefOf(asked.text, asked.order, answer.next),
    firstHref: asked.isFirstPage ? null : hrefOf(asked.text, asked.order, null),
    feedHref: feedHrefOf(asked.text, 'atom'),
    codingHref: `/coding?${new URLSearchParams({ q: asked.text }).toString()}`,
    saveHref: `/watches?${new URLSearchParams({ q: asked.text }).toString()}`,
    exports: [exportOf(asked.text, 'ndjson', 'Export as NDJSON'), exportOf(asked.text, 'csv', 'Export as CSV')],
    isHelpOpen: answer.counted.length === 0,
  };
}

const LABELS: Record<Order, string> = { relevance: 'By relevance', date: 'Newest first' };

/** A post among what was found, with what was looked for marked. */
export function resultView(row: ResultRow, highlighter: Highlighter, language: string | null): ResultView {
  const root = row.rootId === null ? null : { title: row.rootTitle, text: row.rootText ?? '', url: row.rootUrl };
  const isGone = row.goneAt !== null;
  const headline = headlineOf(row);
  // What its publisher took back is not shown in a list: its thread keeps it, closed.
  const excerpt =
    isGone || (root === null && headline.isQuote && headline.text.length >= row.text.trim().length)
      ? []
      : highlighter.excerpt(row.text, language, EXCERPT_CHARACTERS_MAX);
  return {
    href: `/threads/${row.id}`,
    speaker: speakerOf(row),
    headline: root || isGone ? [] : highlighter.mark(headline.text, language),
    isQuote: headline.isQuote,
    on: root && excerptOf(headlineOf(root).text, 120),
    excerpt: root || !headline.isQuote ? excerpt : [],
    // As its document says: a guess would make a screen reader speak in tongues.
    language: languageOf(row.language),
    at: new Date(row.sortAt),
    isDated: row.publishedAt !== null,
    isGone,
    replies: row.replies,
  };
}

/** The address of a page of results. */
export function hrefOf(text: string, order: Order, cursor: Cursor | null): string {
  const parameters = new URLSearchParams({ q: text });
  if (order !== 'relevance') parameters.set('order', order);
  if (cursor?.order === 'date' && cursor.beforePlace !== null) parameters.set('before', String(cursor.beforePlace));
  if (cursor?.order === 'relevance' && cursor.skip > 0) {
    parameters.set('skip', String(cursor.skip));
    if (cursor.throughId !== null) parameters.set('through', String(cursor.throughId));
  }
  return `/search?${parameters.toString()}`;
}

function exportOf(text: string, format: string, label: string): SearchView['exports'][number] {
  return { href: `/search.${format}${asParameter(text)}`, label };
}

function asParameter(text: string): string {
  return `?${new URLSearchParams({ q: text }).toString()}`;
}

export function feedHrefOf(text: string, format: FeedFormat): string {
  return `/search.${format}${asParameter(text)}`;
}
