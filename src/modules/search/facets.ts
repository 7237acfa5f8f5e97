import { DateTime } from 'luxon';
import { markOf } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';
import { instantOfPlace } from './place.js';
import { printQuery } from './query-printer.js';
import type { Query } from './query.js';
import type { Source } from './search.service.js';
import type { Found } from './statement.js';

/** One way of telling results apart, with how many there are of each kind. */
export interface Facet {
  title: string;
  values: FacetValue[];
  /** Values beyond the commonest. */
  more: number;
}

export interface FacetValue {
  label: string;
  count: number;
  /** The query with this as a further condition; null where no condition says it. */
  query: string | null;
}

const VALUES_MAX = 8;

/** Counts of what a query found, as far as it was looked at. A facet with one value tells nothing, and is left out. */
export function facetsOf(query: Query, found: readonly Found[], sources: ReadonlyMap<number, Source>, zone: string): Facet[] {
  const narrowed = (condition: string) => narrowedBy(query, condition);
  const facet = (
    title: string,
    keyOf: (row: Found) => string,
    valueOf: (key: string) => [label: string, condition: string | null],
  ): Facet => {
    const counts = new Map<string, number>();
    for (const row of found) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
    const values = [...counts].map(([key, count]) => {
      const [label, condition] = valueOf(key);
      return { label, count, query: condition === null ? null : narrowed(condition), key };
    });
    values.sort((a, b) => (title === YEAR ? Number(b.key) - Number(a.key) : b.count - a.count || a.label.localeCompare(b.label)));
    const shown = values.slice(0, VALUES_MAX).map(({ label, count, query: asked }) => ({ label, count, query: asked }));
    return { title, values: shown, more: values.length - shown.length };
  };
  const sourceOf = ({ sourceId }: Found) => sources.get(sourceId);
  const yearOf = years(zone);
  return [
    facet(
      'Kind',
      ({ kind }) => kind,
      (kind) => [kind === 'comment' ? 'Comments' : 'Posts', `is:${kind}`],
    ),
    facet(
      'Whose voice',
      ({ voice }) => voice ?? '',
      (key) => (key === '' ? [READERS, voiceCondition(null)] : [markOf(key).label, voiceCondition(markOf(key).key)]),
    ),
    facet(
      'Source',
      ({ sourceId }) => String(sourceId),
      (key) => {
        const source = sources.get(Number(key));
        return source ? [source.title, `source:${source.slug}`] : ['Removed meanwhile', null];
      },
    ),
    facet(
      'Platform',
      (row) => sourceOf(row)?.platform ?? '',
      (name) => [name || 'Removed meanwhile', name ? `platform:${name}` : null],
    ),
    facet(
      'Language',
      ({ language }) => language ?? '',
      (language) => (language === '' ? ['Not known', null] : [nameOf(language), `lang:${language}`]),
    ),
    facet(
      YEAR,
      ({ place }) => yearOf(instantOfPlace(place)),
      (year) => [year, `after:${year} before:${String(Number(year) + 1).padStart(4, '0')}`],
    ),
  ].filter(({ values }) => values.length > 1);
}

/** What finds the messages of one voice; of readers where it is null. */
export function voiceCondition(voice: Affiliation | null): string {
  return voice === null ? 'is:reader' : `affiliation:${voice}`;
}

/** A query with a further condition. */
export function narrowedBy(query: Query, condition: string): string {
  return `${query.type === 'or' ? `(${printQuery(query)})` : printQuery(query)} ${condition}`;
}

const READERS = 'Readers’ comments';
const YEAR = 'Year';
const languageNames = new Intl.DisplayNames(['en-GB'], { type: 'language' });

/** `Welsh` for `cy`. */
function nameOf(language: string): string {
  return languageNames.of(language) ?? language;
}

/** The year of an instant in a zone. Found instants are in order, so the year is mostly that of the one before. */
function years(zone: string): (at: number) => string {
  let [from, until, year] = [0, 0, ''];
  return (at) => {
    if (at < from || at >= until) {
      const start = DateTime.fromMillis(at, { zone }).startOf('year');
      [from, until, year] = [start.toMillis(), start.plus({ years: 1 }).toMillis(), start.toFormat('yyyy')];
    }
    return year;
  };
}
