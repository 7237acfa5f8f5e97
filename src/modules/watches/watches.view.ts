import type { VolumeKey } from '../engagement/portrait.js';
import { labelOf } from '../engagement/source.view.js';
import type { Link } from '../engagement/volume.view.js';
import type { PageFrame } from '../pages/page.view.js';
import { formatInstant } from '../pages/instants.js';
import { countOf, formatNumber } from '../pages/words.js';
import type { QueryError } from '../search/query.js';
import { instantOfPlace } from '../search/place.js';
import { hrefOf as hrefOfSearch } from '../search/search.view.js';
import type { Affiliation } from '../sources/source.entity.js';
import { hrefOfMatches, hrefOfWatch } from './hrefs.js';
import type { Problems } from './saved-search.form.js';
import type { SavedSearchEntity } from './saved-search.entity.js';
import { type Count, isBroad } from './saved-searches.service.js';

/** What was typed into the form, with what is wrong with it. */
export interface Typed {
  name: string;
  query: string;
  note: string;
  isWatched: boolean;
  problems: Problems;
  /** Where a query goes wrong. */
  error: QueryError | null;
  /** What it would find; null where nobody has counted. */
  count: Count | null;
}

export interface FormView {
  name: string;
  query: string;
  note: string;
  isWatched: boolean;
  problems: { name: string | null; query: string | null; note: string | null };
  /** The query with its fault between the two other parts. */
  place: { before: string; at: string; after: string } | null;
  counted: string | null;
  isBroad: boolean;
}

export interface WatchesView {
  page: PageFrame;
  firstRun: null;
  saved: {
    name: string;
    href: string;
    query: string;
    note: string | null;
    isWatched: boolean;
    progress: string | null;
    voices: Link[];
    total: Link | null;
  }[];
  from: Date;
  /** Null for whoever may not save anything. */
  form: FormView | null;
  /** Somebody is about to save one. */
  isFormFirst: boolean;
}

export interface WatchesFacts {
  rows: readonly SavedSearchEntity[];
  counts: readonly { searchId: number; voice: Affiliation | null; found: number }[];
  /** The first of the days that are counted. */
  from: { at: Date; day: string };
  typed: Typed | null;
  zone: string;
}

export function watchesView({ rows, counts, from, typed, zone }: WatchesFacts): WatchesView {
  return {
    page: {
      title: 'Watches',
      description: 'Searches that were saved, and what they find.',
      path: '/watches',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    saved: rows.map((row) => {
      const own = counts.filter(({ searchId }) => searchId === row.id).sort((a, b) => b.found - a.found);
      const hrefOf = (voice: VolumeKey | null) => hrefOfMatches(row.slug, { voice, from: from.day, until: null, beforePlace: null });
      const total = own.reduce((sum, { found }) => sum + found, 0);
      return {
        name: row.name,
        href: row.isWatched === 1 ? hrefOfWatch(row.slug) : hrefOfSearch(row.query, 'relevance', null),
        query: row.query,
        note: row.note,
        isWatched: row.isWatched === 1,
        progress: progressText(row, zone),
        voices: own.map(({ voice, found }) => {
          const key = voice ?? 'others';
          return { text: `${voiceLabel(key)}: ${formatNumber(found)}`, href: hrefOf(key) };
        }),
        total: total === 0 ? null : { text: countOf(total, 'message', 'messages'), href: hrefOf(null) },
      };
    }),
    from: from.at,
    form: typed && formView(typed),
    isFormFirst: typed !== null && (typed.query !== '' || Object.keys(typed.problems).length > 0),
  };
}

export function voiceLabel(key: VolumeKey): string {
  return key === 'others' ? 'Readers’ comments' : labelOf(key);
}

/** How far stored messages have been looked through; null when all have. */
export function progressText({ rematchBeforePlace }: SavedSearchEntity, zone: string): string | null {
  if (rematchBeforePlace === null) return null;
  if (rematchBeforePlace === Number.MAX_SAFE_INTEGER) return 'What was said before is about to be looked through.';
  const day = formatInstant(new Date(instantOfPlace(rematchBeforePlace)), 'day', zone);
  return `What was said before is being looked through, back to ${day} by now.`;
}

export function formView({ problems, error, count, ...typed }: Typed): FormView {
  const { query } = typed;
  return {
    ...typed,
    problems: { name: problems.name ?? null, query: error?.sentence ?? problems.query ?? null, note: problems.note ?? null },
    place: error && {
      before: query.slice(0, error.offset),
      at: query.slice(error.offset, error.offset + error.length) || '…',
      after: query.slice(error.offset + error.length),
    },
    counted: count && countText(count),
    isBroad: count !== null && isBroad(count),
  };
}

export function countText({ found, total }: Count): string {
  const all = `all ${countOf(total, 'message', 'messages')}`;
  return found === null ? `It takes too long to count what it finds among ${all}.` : `It finds ${formatNumber(found)} of ${all} so far.`;
}
