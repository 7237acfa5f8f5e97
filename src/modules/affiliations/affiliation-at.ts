import type { Affiliation } from '../sources/source.entity.js';

/** Whose voice something is during a time; instants in milliseconds, null for ever before and ever after. */
export interface AffiliationPeriod {
  /** Null for the source as a whole. */
  authorKey: string | null;
  affiliation: Affiliation;
  fromAt: number | null;
  untilAt: number | null;
}

/**
 * Whose voice spoke at an instant: what is said of that author, else of its source at that time, else of the source in general. So an account
 * that changes hands keeps what it was.
 */
export function affiliationAt(
  source: { affiliation: Affiliation; periods: readonly AffiliationPeriod[] },
  author: string | null,
  at: number,
): Affiliation {
  const inForce = source.periods.filter((period) => holdsAt(period, at));
  const key = author === null ? null : authorKeyOf(author);
  const found =
    (key === null ? undefined : inForce.find((period) => period.authorKey === key)) ?? inForce.find((period) => period.authorKey === null);
  return found?.affiliation ?? source.affiliation;
}

/** Those that stand in the way of another: of the same voice, at the same time. */
export function overlapping<Period extends AffiliationPeriod>(periods: readonly Period[], wanted: AffiliationPeriod): Period[] {
  return periods.filter(
    (period) => period.authorKey === wanted.authorKey && startOf(period) < endOf(wanted) && startOf(wanted) < endOf(period),
  );
}

/** One name however it is spaced and written large or small; null for none. */
export function authorKeyOf(name: string): string | null {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase() || null;
}

function holdsAt(period: AffiliationPeriod, at: number): boolean {
  return startOf(period) <= at && at < endOf(period);
}

function startOf({ fromAt }: AffiliationPeriod): number {
  return fromAt ?? -Infinity;
}

function endOf({ untilAt }: AffiliationPeriod): number {
  return untilAt ?? Infinity;
}
