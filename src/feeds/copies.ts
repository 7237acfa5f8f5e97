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

/** The shares of the shorter and of the longer text that both have, where both are the whole release. */
const CONTAINED_MIN = 0.6;
const CONTAINING_MIN = 0.55;
/** The share that stands in the whole release of a text which says that it is cut off: without these words, it may be the whole that is quoted. */
const CUT_CONTAINED_MIN = 0.65;
/** What they share stands near the beginning of one of them at least (what both have at their ends is a footer), and of the other not far off. */
const LEAD_MAX = 25;
const HEADER_MAX = 80;
/** It stands in one piece: this many times as long with what was changed or put in between. */
const SPREAD_MAX = 1.7;
/** The share of shingles that differ in a figure, a day or a name and in nothing else: bulletins of two weeks, made of one template. */
const SLOTS_CHANGED_MAX = 0.03;

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
  const [short, long] = isBefore(a.shingles, b.shingles) ? [a, b] : [b, a];
  if (!isComparable(short)) return false;
  const shared = overlap(short, long);
  if (shared.slotsChanged > SLOTS_CHANGED_MAX * (shared.count + shared.slotsChanged)) return false;
  if (!isOnePiece(shared.inShort, shared.count) || !isOnePiece(shared.inLong, shared.count)) return false;
  const [contained, containing] = [shared.count / short.shingles.length, shared.count / long.shingles.length];
  const leads = [shared.inShort.from, shared.inLong.from];
  if (Math.max(...leads) > HEADER_MAX || Math.min(...leads) > LEAD_MAX) return false;
  return (
    (contained >= CONTAINED_MIN && containing >= CONTAINING_MIN) ||
    (short.isCut && contained >= CUT_CONTAINED_MIN && shared.inLong.from <= LEAD_MAX)
  );
}

/** Between which places of a text nearly all stands that it shares with another: without the odd twentieth at either end. */
interface Stretch {
  from: number;
  until: number;
}

interface Overlap {
  /** Shingles of the shorter text that stand in the longer one. */
  count: number;
  /** Those that do so but for a figure, a day or a name. */
  slotsChanged: number;
  inShort: Stretch;
  inLong: Stretch;
}

function overlap(short: Wording, long: Wording): Overlap {
  const [places, blanked] = [firstPlaces(long.shingles), new Set(long.blanked)];
  const [inShort, inLong]: [number[], number[]] = [[], []];
  let slotsChanged = 0;
  short.shingles.forEach((shingle, index) => {
    const place = places.get(shingle);
    if (place !== undefined) {
      inShort.push(index);
      inLong.push(place);
    } else if (isTelling(short.blanks[index] ?? 0) && blanked.has(short.blanked[index] ?? 0)) slotsChanged++;
  });
  return { count: inShort.length, slotsChanged, inShort: stretchOf(inShort), inLong: stretchOf(inLong.sort((a, b) => a - b)) };
}

function stretchOf(places: readonly number[]): Stretch {
  const odd = Math.floor(places.length / 20);
  return { from: places[odd] ?? 0, until: places[places.length - 1 - odd] ?? 0 };
}

function isOnePiece({ from, until }: Stretch, count: number): boolean {
  return until - from <= SPREAD_MAX * count;
}

/** Nothing but figures is a telephone number or a table: it has no context to be the same in. */
function isTelling(blanks: number): boolean {
  return blanks > 0 && blanks < SHINGLE_WORDS;
}

/** The shorter first; of two of one length either, but always the same. */
function isBefore(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const place = a.findIndex((shingle, index) => shingle !== b[index]);
  return place < 0 || (a[place] ?? 0) < (b[place] ?? 0);
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
