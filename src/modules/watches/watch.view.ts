import type { Span } from '../engagement/period.js';
import { periodView, type PeriodView } from '../engagement/period.view.js';
import type { VolumeRow } from '../engagement/portrait.js';
import { type VolumeView, volumeView } from '../engagement/volume.view.js';
import type { PageFrame } from '../pages/page.view.js';
import { countOf, excerptOf } from '../pages/words.js';
import { feedLinks } from '../posts/feed-response.js';
import { Highlighter } from '../search/highlight.js';
import type { Query } from '../search/query.js';
import type { ResultRow } from '../search/results.query.js';
import { hrefOf as hrefOfSearch, type ResultView, resultView } from '../search/search.view.js';
import { type FindingView, findingView } from '../spikes/finding.view.js';
import type { Finding } from '../spikes/spike.js';
import { hrefOfMatches, hrefOfWatch, type Listed } from './hrefs.js';
import { queryWords } from './query-words.js';
import type { SavedSearchEntity } from './saved-search.entity.js';
import type { MatchRow } from './watches.query.js';
import { progressText, voiceLabel } from './watches.view.js';

export const MATCHES_PER_PAGE = 25;

/** A page of what a watch found. */
export interface Matches {
  found: readonly MatchRow[];
  rows: readonly ResultRow[];
  isMore: boolean;
}

export interface WatchView {
  page: PageFrame;
  firstRun: null;
  name: string;
  query: string;
  /** Null where the query can no longer be read. */
  words: string | null;
  trouble: string | null;
  note: string | null;
  total: string;
  progress: string | null;
  searchHref: string;
  feedHref: string;
  removeHref: string | null;
  period: PeriodView;
  volume: (VolumeView & { heading: string }) | null;
  isCut: boolean;
  findings: FindingView[];
  results: ResultView[];
  nextHref: string | null;
}

export interface WatchFacts {
  row: SavedSearchEntity;
  query: Query | null;
  /** Why the search cannot be answered as it is. */
  trouble: string | null;
  total: number;
  span: Span;
  volume: readonly VolumeRow[];
  isCut: boolean;
  chart: string | null;
  /** What may be missing from its bars. */
  gaps: ReadonlyMap<string, string>;
  findings: readonly Finding[];
  matches: Matches;
  mayRemove: boolean;
  zone: string;
}

export function watchView(facts: WatchFacts): WatchView {
  const { row, query, span, volume, zone, matches } = facts;
  const bounds = new Map(volume.map(({ bucket }) => [bucket.key, bucket]));
  const dayOf = dayKeys(zone);
  const view = volumeView({
    rows: volume,
    chart: facts.chart,
    gaps: facts.gaps,
    period: span.name,
    labelOf: voiceLabel,
    hrefOf: (key, voice) => {
      const bucket = bounds.get(key);
      const [from, until] = bucket ? [dayOf(bucket.from), dayOf(bucket.until)] : [null, null];
      return hrefOfMatches(row.slug, { voice, from, until, beforePlace: null });
    },
  });
  return {
    page: {
      title: `${excerptOf(row.name, 80)}: a watch`,
      description: `What is said and found by: ${row.query}`,
      path: hrefOfWatch(row.slug),
      feeds: feedLinks(hrefOfWatch(row.slug), row.name),
      standalone: false,
    },
    firstRun: null,
    name: row.name,
    query: row.query,
    words: query && queryWords(query),
    trouble: facts.trouble,
    note: row.note,
    total: countOf(facts.total, 'message', 'messages'),
    progress: progressText(row, zone),
    searchHref: hrefOfSearch(row.query, 'date', null),
    feedHref: `${hrefOfWatch(row.slug)}.atom`,
    removeHref: facts.mayRemove ? `${hrefOfWatch(row.slug)}/remove` : null,
    period: periodView(span, zone, (name) => `${hrefOfWatch(row.slug)}?period=${name}`),
    volume: view.keys.length > 0 ? { ...view, heading: 'Who said it when' } : null,
    isCut: facts.isCut,
    findings: facts.findings.map((finding) => {
      const [from, until] = [finding.spike.from, finding.spike.until].map((at) => new Date(at).toISOString());
      return findingView(
        finding,
        hrefOfMatches(row.slug, { voice: null, from: from ?? null, until: until ?? null, beforePlace: null }),
        zone,
      );
    }),
    results: resultsOf(matches, query),
    nextHref: nextHrefOf(row.slug, { voice: null, from: null, until: null, beforePlace: null }, matches),
  };
}

export interface MatchesView {
  page: PageFrame;
  firstRun: null;
  name: string;
  href: string;
  title: string;
  results: ResultView[];
  nextHref: string | null;
  firstHref: string | null;
}

/** What a figure of a watch counts. */
export function matchesView(row: SavedSearchEntity, query: Query | null, listed: Listed, matches: Matches): MatchesView {
  const { voice, from, until } = listed;
  const time = [...(from === null ? [] : [`from ${timeText(from)}`]), ...(until === null ? [] : [`before ${timeText(until)}`])];
  const title = [voice === null ? 'All voices' : voiceLabel(voice), ...time].join(', ');
  return {
    page: {
      title: `${excerptOf(row.name, 60)}: ${title}`,
      description: `What the watch ${row.name} found: ${title}.`,
      path: hrefOfMatches(row.slug, listed),
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    name: row.name,
    href: hrefOfWatch(row.slug),
    title,
    results: resultsOf(matches, query),
    nextHref: nextHrefOf(row.slug, listed, matches),
    firstHref: listed.beforePlace === null ? null : hrefOfMatches(row.slug, { ...listed, beforePlace: null }),
  };
}

function resultsOf({ found, rows }: Matches, query: Query | null): ResultView[] {
  const highlighter = new Highlighter(query ?? { type: 'or', parts: [] });
  const languages = new Map(found.map(({ postId, language }) => [postId, language]));
  return rows.map((row) => resultView(row, highlighter, languages.get(row.id) ?? null));
}

function nextHrefOf(slug: string, listed: Listed, { found, isMore }: Matches): string | null {
  const last = found.at(-1);
  return isMore && last ? hrefOfMatches(slug, { ...listed, beforePlace: last.place }) : null;
}

/** Of an instant, to the minute. */
function timeText(written: string): string {
  return written.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC');
}

/** `2008-04-03` in a zone. */
export function dayKeys(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(new Date(at));
}
