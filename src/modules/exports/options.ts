import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';
import { PERIODS, type PeriodName, type Span, spanOf } from '../engagement/period.js';
import type { SourceRow } from '../engagement/sources.query.js';

export interface TimeOptions {
  period?: PeriodName;
  since?: string;
  until?: string;
}

export const SINCE = ['--since <instant>', 'from this day or instant on (2008-04-03, 2008-04-03T12:00Z)', checkInstant] as const;
export const UNTIL = ['--until <instant>', 'before this day or instant', checkInstant] as const;
export { PERIODS };

/** Days are those of a zone. */
export function instantIn(text: string | undefined, zone: string): Date | null {
  return text === undefined ? null : DateTime.fromISO(text, { zone }).toJSDate();
}

/** The time that a source is looked at: a named period until now, or one between two instants. */
export function timeOf(options: TimeOptions, source: SourceRow, zone: string, now: Date): Span {
  const [since, until] = [instantIn(options.since, zone), instantIn(options.until, zone)];
  const span = spanOf(options.period ?? 'all', now, source.firstAt);
  return { ...span, from: since?.getTime() ?? span.from, until: until?.getTime() ?? span.until };
}

function checkInstant(text: string): string {
  if (DateTime.fromISO(text).isValid) return text;
  throw new InvalidArgumentError('It should be a day such as 2008-04-03, or an instant such as 2008-04-03T12:00Z.');
}
