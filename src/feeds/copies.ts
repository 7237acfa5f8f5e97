/**
 * Posts that say the same: one release on ten sites, under other headlines, with a sentence before it, cut off or within other boilerplate.
 *
 * Likely pairs are found by the smallest of their hashed shingles, a sample in which similar texts agree (A. Broder, *On the resemblance and
 * containment of documents*, 1997), and then compared shingle by shingle.
 */
import { SHINGLE_WORDS, type Wording } from './wording.js';

/** Shorter posts are remarks: ten people who say the same in twenty words have not copied it from each other. */
export const WORDS_MIN = 40;
/** A release is passed on within days; what stands there again a year later is an anniversary. */
export const WINDOW_MS = 14 * 24 * 60 * 60 * 1000;

/** Of the whole text, so that what was changed anywhere matters little; and of its beginning, which is all that is left of a text cut off. */
const KEYS_OF_WHOLE = 6;
const KEYS_OF_OPENING = 4;
const OPENING_SHINGLES = 60;
/** Fewer in common are a phrase or a footer. */
export const KEYS_SHARED_MIN = 2;

/** The share of the shorter text that stands in the longer one. */
const CONTAINED_MIN = 0.7;
/** The share of the longer one in the shorter, where both are the whole release. */
const CONTAINING_MIN = 0.6;
/** Of a text cut off nearly all stands in the whole one, ... */
const CUT_CONTAINED_MIN = 0.8;
/** ... and stands near its beginning, in one piece: else it is a quotation. */
const CUT_LEAD_MAX = 60;
const CUT_SPREAD_MAX = 1.4;
/** The share of shingles that differ in a figure or a day and in nothing else: bulletins of two weeks, made of one template. */
const FIGURES_CHANGED_MAX = 0.02;

/** Is it long enough to be compared? */
export function isComparable(wording: Wording): boolean {
  return wording.shingles.length > WORDS_MIN - SHINGLE_WORDS;
}

/**
 * Under what a wording is filed, so that its likely copies are found.
 *
 * In: a wording. Out: at most ten numbers of 32 bits, none twice. Two that share fewer than `KEYS_SHARED_MIN` are hardly ever copies.
 */
export function keysOf({ shingles }: Wording): number[] {
  return [...new Set([...smallest(shingles, KEYS_OF_WHOLE), ...smallest(shingles.subarray(0, OPENING_SHINGLES), KEYS_OF_OPENING)])];
}

/**
 * Do two posts say the same?
 *
 * In: two wordings, either way round. Out: true for the whole release within whatever else stands around it, and for the beginning of one; false
 * for a quotation within other words, and where figures differ as they do between two bulletins made of one template.
 */
export function isCopy(a: Wording, b: Wording): boolean {
  const [short, long] = a.shingles.length <= b.shingles.length ? [a, b] : [b, a];
  if (!isComparable(short)) return false;
  const shared = overlap(short, long);
  const [contained, containing] = [shared.count / short.shingles.length, shared.count / long.shingles.length];
  if (shared.figuresChanged > FIGURES_CHANGED_MAX * (shared.count + shared.figuresChanged)) return false;
  if (contained >= CONTAINED_MIN && containing >= CONTAINING_MIN) return true;
  return contained >= CUT_CONTAINED_MIN && shared.from <= CUT_LEAD_MAX && shared.until - shared.from <= CUT_SPREAD_MAX * short.shingles.length;
}

interface Overlap {
  /** Shingles of the shorter text that stand in the longer one. */
  count: number;
  /** Those that do so but for a figure or a day. */
  figuresChanged: number;
  /** Between which places of the longer text nearly all of them stand: without the odd tenth at either end. */
  from: number;
  until: number;
}

function overlap(short: Wording, long: Wording): Overlap {
  const [places, blanks] = [firstPlaces(long.shingles), new Set(long.blanked)];
  const found: number[] = [];
  let figuresChanged = 0;
  short.shingles.forEach((shingle, index) => {
    const place = places.get(shingle);
    if (place !== undefined) found.push(place);
    else if (short.plain[index] === 0 && blanks.has(short.blanked[index] ?? 0)) figuresChanged++;
  });
  found.sort((x, y) => x - y);
  const odd = Math.floor(found.length / 20);
  return { count: found.length, figuresChanged, from: found[odd] ?? 0, until: found[found.length - 1 - odd] ?? 0 };
}

function firstPlaces(shingles: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  for (let place = shingles.length - 1; place >= 0; place--) places.set(shingles[place] ?? 0, place);
  return places;
}

/** The smallest different numbers, read without sign. A few of hundreds: kept in order while going through. */
function smallest(shingles: Int32Array, count: number): number[] {
  const kept: number[] = [];
  for (const shingle of shingles) {
    const value = shingle >>> 0;
    if (kept.length === count && value >= (kept[count - 1] ?? 0)) continue;
    const at = kept.findIndex((each) => each >= value);
    if (at >= 0 && kept[at] === value) continue;
    kept.splice(at < 0 ? kept.length : at, 0, value);
    if (kept.length > count) kept.pop();
  }
  return kept;
}
