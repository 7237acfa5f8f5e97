/**
 * Intervals at 95 %, each chosen by simulation (`bench/RESULTS.md`, bench:engagement): Wilson for shares; order statistics for medians; the
 * studentised bootstrap for means. The percentile and BCa bootstraps that are usual here cover 91 % at 20 skewed values, and are not used.
 */
export const LEVEL = 0.95;

export type Method = 'wilson' | 'order-statistics' | 'bootstrap-t' | 'normal';

export interface Interval {
  low: number;
  high: number;
  method: Method;
  level: number;
}

/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

/** Resamples of a mean: fewer of a large sample, so that it costs no more than a small one. From this size on, its mean is distributed normally. */
const RESAMPLES_MAX = 2_000;
const DRAWS_MAX = 1_000_000;
const RESAMPLED_MAX = 1_000;

/** Wilson (1927): right where the share is 0 or 1, and at small numbers, as the textbook interval is not. */
export function wilson(successes: number, trials: number): Interval | null {
  if (trials === 0) return null;
  const share = successes / trials;
  const scale = 1 + (Z * Z) / trials;
  const centre = (share + (Z * Z) / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + (Z * Z) / (4 * trials * trials));
  // At the ends the formula gives 0 and 1 but for rounding.
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  const high = successes === trials ? 1 : Math.min(1, centre + half);
  return { low, high, method: 'wilson', level: LEVEL };
}

/**
 * Between two values of the sorted sample, however the values are distributed, by Hettmansperger and Sheather (1986), who interpolate to the
 * level that is wanted. Null under six values, which no interval of this kind can cover with 95 %.
 */
export function medianInterval(values: readonly number[]): Interval | null {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const tail = (1 - LEVEL) / 2;
  let [below, k] = [0, -1];
  // `below` is the chance that fewer than k + 1 of n values lie under the median. Logarithms: 0.5 to the power of n vanishes beyond 1,074 values.
  let chance = -n * Math.LN2;
  let next = Math.exp(chance);
  while (below + next <= tail) {
    below += next;
    k++;
    chance += Math.log((n - k) / (k + 1));
    next = Math.exp(chance);
  }
  if (k < 0) return null;
  const outer = 1 - 2 * below;
  const inner = 1 - 2 * (below + next);
  const share = (outer - LEVEL) / (outer - inner);
  const rank = k + 1;
  const weight = ((n - rank) * share) / (rank + (n - 2 * rank) * share);
  const at = (index: number): number => sorted[index]!;
  return {
    low: (1 - weight) * at(k) + weight * at(k + 1),
    high: (1 - weight) * at(n - 1 - k) + weight * at(n - 2 - k),
    method: 'order-statistics',
    level: LEVEL,
  };
}

/**
 * The studentised bootstrap (Efron 1979; Hall 1988) of a mean that cannot be negative. The same values in the same order give the same interval.
 * Null where all values are equal: no resample can show a spread that the sample has not.
 */
export function meanInterval(values: readonly number[]): Interval | null {
  const sample = Float64Array.from(values);
  const [mean, error] = meanAndError(sample);
  if (sample.length < 2 || error === 0) return null;
  if (sample.length > RESAMPLED_MAX) return { low: Math.max(0, mean - Z * error), high: mean + Z * error, method: 'normal', level: LEVEL };
  const resamples = Math.min(RESAMPLES_MAX, Math.floor(DRAWS_MAX / sample.length));
  const random = randomOf(sample.length);
  const resample = new Float64Array(sample.length);
  const studentised: number[] = [];
  for (let number = 0; number < resamples; number++) {
    for (let index = 0; index < resample.length; index++) resample[index] = sample[Math.floor(random() * sample.length)]!;
    const [itsMean, itsError] = meanAndError(resample);
    if (itsError > 0) studentised.push((itsMean - mean) / itsError);
  }
  studentised.sort((a, b) => a - b);
  return {
    low: Math.max(0, mean - quantile(studentised, (1 + LEVEL) / 2) * error),
    high: mean - quantile(studentised, (1 - LEVEL) / 2) * error,
    method: 'bootstrap-t',
    level: LEVEL,
  };
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function meanOf(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function meanAndError(values: Float64Array): [mean: number, error: number] {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, Math.sqrt(squares / (values.length - 1) / values.length)];
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}

/** Mulberry32: small, and good enough to draw indices with. Its seed is fixed, so that a figure can be made again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
