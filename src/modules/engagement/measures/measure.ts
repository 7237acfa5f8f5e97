import { type Interval, meanInterval, meanOf, median, medianInterval, wilson } from './interval.js';
import type { Coverage } from './message.js';

export type MeasureName =
  | 'reply-share'
  | 'answered-share'
  | 'answered-questions'
  | 'answer-time'
  | 'people-answered'
  | 'reciprocity'
  | 'depth-after-reply'
  | 'push'
  | 'pull'
  | 'networking'
  | 'popularity-1'
  | 'popularity-2'
  | 'popularity-3'
  | 'commitment-1'
  | 'commitment-2'
  | 'commitment-3'
  | 'virality-1'
  | 'virality-2'
  | 'virality-3'
  | 'engagement';

export type Unit = 'share' | 'milliseconds' | 'people' | 'levels' | 'per-post' | 'per-thousand';

/** A figure with everything that one needs to believe it. */
export interface Measure {
  name: MeasureName;
  unit: Unit;
  /** Null where there is too little to say. */
  value: number | null;
  numerator: number;
  denominator: number;
  interval: Interval | null;
  /** The messages that the numerator counts, and those of the denominator: what a reader opens to count again. */
  postIds: number[];
  amongIds: number[];
  /** A sentence of why there is no value; null where there is one. */
  insufficient: string | null;
  coverage: Coverage;
}

/**
 * The least that each kind of figure needs. A share of nine has an interval over half of the scale; a median has none under six values, and one
 * as wide as the sample under ten; the interval of a mean is right within two points from thirty skewed values on (bench:engagement).
 */
export const LEAST = { share: 10, median: 10, mean: 30 } as const;

type Named = Pick<Measure, 'name' | 'unit' | 'coverage'> & {
  /** What is counted, for sentences: `messages of its own`. */
  of: string;
};

export function share({ of, ...named }: Named, postIds: number[], amongIds: number[], counts = [postIds.length, amongIds.length]): Measure {
  const [numerator = 0, denominator = 0] = counts;
  const insufficient = tooFew(denominator, LEAST.share, of);
  return {
    ...named,
    value: insufficient === null ? numerator / denominator : null,
    numerator,
    denominator,
    interval: insufficient === null ? wilson(numerator, denominator) : null,
    postIds,
    amongIds,
    insufficient,
  };
}

/** @param values one for each of `postIds` */
export function medianOf({ of, ...named }: Named, values: number[], postIds: number[], amongIds: number[]): Measure {
  const insufficient = tooFew(values.length, LEAST.median, of);
  const figures = insufficient === null ? { value: median(values), interval: medianInterval(values) } : { value: null, interval: null };
  return { ...named, ...figures, numerator: values.length, denominator: amongIds.length, postIds, amongIds, insufficient };
}

/** @param values one for each of `amongIds`; `postIds` are those that are more than nothing */
export function mean({ of, ...named }: Named, values: number[], amongIds: number[], per = 1): Measure {
  const insufficient = tooFew(values.length, LEAST.mean, of);
  const interval = insufficient === null ? meanInterval(values) : null;
  return {
    ...named,
    value: insufficient === null ? meanOf(values) * per : null,
    numerator: values.reduce((sum, value) => sum + value, 0),
    denominator: values.length,
    interval: interval && { ...interval, low: interval.low * per, high: interval.high * per },
    postIds: amongIds.filter((_, index) => values[index]! > 0),
    amongIds,
    insufficient,
  };
}

/** A plain count: complete as far as the feeds go, so that there is nothing to estimate. */
export function count({ of, ...named }: Named, value: number, postIds: number[], amongIds: number[]): Measure {
  const insufficient = tooFew(amongIds.length, 1, of);
  const shown = insufficient === null ? value : null;
  return { ...named, value: shown, numerator: value, denominator: amongIds.length, interval: null, postIds, amongIds, insufficient };
}

export function unknown({ of, ...named }: Named): Measure {
  return { ...named, value: null, numerator: 0, denominator: 0, interval: null, postIds: [], amongIds: [], insufficient: of };
}

function tooFew(number: number, least: number, of: string): string | null {
  if (number >= least) return null;
  if (number === 0) return `There were no ${of}.`;
  return `${number === 1 ? `Of ${of} there was one` : `There were ${number} ${of}`}; it takes ${least} to say anything.`;
}
