import { countOf } from '../pages/words.js';
import { labelOfPeriod } from './period.js';
import type { VolumeKey, VolumeRow } from './portrait.js';

export interface Link {
  text: string;
  href: string;
}

/** A chart of messages in time, and its numbers as a table. */
export interface VolumeView {
  chart: { svg: string; description: string } | null;
  keys: { key: VolumeKey; label: string }[];
  /** Whether something may be missing anywhere. */
  hasGaps: boolean;
  rows: { title: string; cells: (Link | null)[]; gap: string | null }[];
}

export interface VolumeFacts {
  rows: readonly VolumeRow[];
  chart: string | null;
  /** What may be missing, in words, by the keys of bars. */
  gaps: ReadonlyMap<string, string>;
  period: string;
  labelOf: (key: VolumeKey) => string;
  /** The address of the messages of one voice in one bar. */
  hrefOf: (bucket: string, key: VolumeKey) => string;
}

export function volumeView({ rows, chart, gaps, period, labelOf, hrefOf }: VolumeFacts): VolumeView {
  const keys = keysOf(rows);
  const totals = keys.map((key) => {
    const total = rows.reduce((sum, { parts }) => sum + (parts.find((part) => part.key === key)?.ids.length ?? 0), 0);
    return `${labelOf(key)}: ${countOf(total, 'message', 'messages')}`;
  });
  const missing =
    gaps.size === 0
      ? ''
      : ` ${countOf(gaps.size, 'bar', 'bars')} may be incomplete, and ${gaps.size === 1 ? 'is' : 'are'} marked with a question mark.`;
  const description = `Messages in time, ${labelOfPeriod(period)}. ${totals.join('; ')}.${missing} The numbers stand in the table beneath.`;
  return {
    chart: chart === null ? null : { svg: chart, description },
    keys: keys.map((key) => ({ key, label: labelOf(key) })),
    hasGaps: gaps.size > 0,
    rows: rows.map(({ bucket, parts }) => ({
      title: bucket.title,
      cells: keys.map((key) => {
        const ids = parts.find((part) => part.key === key)?.ids ?? [];
        return ids.length === 0 ? null : { text: String(ids.length), href: hrefOf(bucket.key, key) };
      }),
      gap: gaps.get(bucket.key) ?? null,
    })),
  };
}

/** The voices of a chart, in the order in which they stand on each other. */
export function keysOf(rows: readonly VolumeRow[]): VolumeKey[] {
  const keys = [...new Set(rows.flatMap(({ parts }) => parts.map(({ key }) => key)))];
  return [...keys.filter((key) => key !== 'others'), ...keys.filter((key) => key === 'others')];
}
