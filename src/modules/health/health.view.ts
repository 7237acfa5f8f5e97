import { type DatabaseSize, sizeText } from '../database/size.js';
import type { PageFrame } from '../pages/page.view.js';
import { formatNumber } from '../pages/words.js';
import { standingOf } from '../sources/feed-standing.js';
import { outcomesOf } from '../sources/outcome-log.js';
import { type Counts, type Filter, FILTERS, type HealthRow, PACE_WEEKS, PAGE_SIZE } from './health.query.js';
import { type Strip, stripOf } from './strip.js';

export interface HealthLine {
  id: number;
  href: string;
  title: string;
  url: string;
  isComments: boolean;
  source: { title: string; href: string };
  kind: string;
  label: string;
  tone: 'good' | 'still' | 'bad';
  detail: string | null;
  strip: Strip;
  /** When it is asked next; null where it is not. */
  nextAt: Date | null;
  isDue: boolean;
  newestAt: Date | null;
  pace: string;
  gaps: number;
  movedTo: string | null;
}

export interface HealthView {
  page: PageFrame;
  firstRun: null;
  filters: { href: string; label: string; count: number; isCurrent: boolean }[];
  filter: Filter;
  /** What the list holds, in words. */
  heading: string;
  total: number;
  feeds: number;
  lines: HealthLine[];
  csvHref: string;
  pages: { page: number; pages: number; from: number; to: number; previousHref: string | null; nextHref: string | null } | null;
  /** How many can be asked again at once. */
  failing: number;
  /** What the database takes up, in words. */
  size: string;
}

const LABELS: Record<Filter, [label: string, heading: string]> = {
  attention: ['Need care', 'Feeds that need care'],
  failing: ['Failing', 'Feeds that cannot be read'],
  throttled: ['Throttled', 'Feeds whose servers ask for patience'],
  moved: ['Moved', 'Feeds that redirect for good'],
  silent: ['Silent', 'Feeds that are silent against their habit'],
  gaps: ['With gaps', 'Feeds of which entries may have been missed within a month'],
  gone: ['Gone', 'Feeds whose publishers took them away'],
  paused: ['Paused', 'Feeds that an admin has paused'],
  all: ['All', 'All feeds, what needs care first'],
};

export function healthView(
  rows: readonly HealthRow[],
  counts: Counts,
  { filter, page, size }: { filter: Filter; page: number; size: DatabaseSize },
  now: Date,
): HealthView {
  const total = counts[filter];
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const hrefOf = (at: number) => `${hrefOfFilter(filter)}${at === 1 ? '' : `${filter === 'all' ? '?' : '&'}page=${at}`}`;
  return {
    page: { title: 'Health of the feeds', description: 'How the feeds fare that are polled.', path: null, feeds: [], standalone: false },
    firstRun: null,
    filters: FILTERS.map((each) => ({ href: hrefOfFilter(each), label: LABELS[each][0], count: counts[each], isCurrent: each === filter })),
    filter,
    heading: LABELS[filter][1],
    total,
    feeds: counts.all,
    lines: rows.map((row) => healthLine(row, now)),
    csvHref: `/admin/health.csv${filter === 'all' ? '' : `?show=${filter}`}`,
    pages:
      pages === 1
        ? null
        : {
            page,
            pages,
            from: (page - 1) * PAGE_SIZE + 1,
            to: (page - 1) * PAGE_SIZE + rows.length,
            previousHref: page > 1 ? hrefOf(Math.min(page - 1, pages)) : null,
            nextHref: page < pages ? hrefOf(page + 1) : null,
          },
    failing: counts.failing,
    size: sizeText(size),
  };
}

function hrefOfFilter(filter: Filter): string {
  return filter === 'all' ? '/admin/health' : `/admin/health?show=${filter}`;
}

export function healthLine(row: HealthRow, now: Date): HealthLine {
  const { id, url, title, siteUrl, reader, role, source, state, nextPollAt, newestAt, gaps } = row;
  const { kind, label, detail, needsCare } = standingOf(row, now);
  return {
    id,
    href: `/admin/health/${id}`,
    title: title ?? url,
    // What an API is asked is no address for people.
    url: reader === null ? url : (siteUrl ?? url),
    isComments: role === 'comments',
    source: { title: source.title, href: `/sources/${source.slug}` },
    kind,
    label,
    tone: needsCare ? 'bad' : kind === 'fine' || kind === 'new' ? 'good' : 'still',
    detail,
    strip: stripOf(outcomesOf(row.outcomes)),
    nextAt: state === 'active' ? nextPollAt : null,
    isDue: state === 'active' && nextPollAt !== null && nextPollAt <= now,
    newestAt,
    pace: paceOf(row),
    gaps,
    movedTo: kind === 'moved' ? row.movedTo : null,
  };
}

/** Entries a week, in the last four. */
export function paceOf({ recent }: Pick<HealthRow, 'recent'>): string {
  if (recent === 0) return `None in ${PACE_WEEKS} weeks`;
  const aWeek = recent / PACE_WEEKS;
  return `${aWeek < 10 ? aWeek.toFixed(1).replace(/\.0$/, '') : formatNumber(Math.round(aWeek))} a week`;
}
