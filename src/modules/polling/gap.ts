/**
 * Whether entries may have been missed between two looks at a feed. A feed shows its newest entries, so what is new is followed by what was there
 * before; where nothing of that is left, the window has rolled over, and what fell out of it in between was never seen. Pure.
 */

/** An entry of the document as it is now, in any order. */
export interface Shown {
  guid: string;
  urlKey: string | null;
  contentHash: string;
  title: string | null;
  at: Date | null;
}

/** What was stored of the feed before this look. */
export interface Before {
  /** Entries that stand in the document as they did in the last one; null where their date is not known. */
  unchanged: readonly (Date | null)[];
  /** The newest that were stored, newest first. */
  newest: readonly { urlKey: string | null; contentHash: string; title: string | null; at: Date }[];
  /** Those of the entries that are stored, by whichever feed. */
  guids: ReadonlySet<string>;
  lookedAt: Date;
  /** The most entries that the feed was seen to hold lately: one that holds less now is not full. */
  entriesMost: number;
}

export interface Gap {
  fromAt: Date;
  untilAt: Date;
}

/** A window of one or two rolls over whenever something is published: that says nothing. */
export const WINDOW_LEAST = 3;
/** So much of a window may be pinned entries, which stay whatever else is lost, or entries with dates of long ago. */
export const PINNED_SHARE = 0.2;

/** In: the entries that are not as they were, and what was known. Out: from the newest that was known to the oldest that is shown; null where nothing was missed. */
export function gapOf(shown: readonly Shown[], before: Before, now: Date): Gap | null {
  const entries = shown.length + before.unchanged.length;
  if (entries < WINDOW_LEAST || entries < before.entriesMost) return null;
  const knows = knowing(before);
  const fresh = shown.filter((entry) => !knows(entry));
  const known = [...before.unchanged, ...shown.filter(knows).map(({ at }) => at)];
  if (known.length > PINNED_SHARE * entries || hasOldTitles(fresh, before)) return null;
  const dates = fresh.flatMap(({ at }) => at ?? []);
  if (dates.length < fresh.length / 2) return known.length > 0 ? null : { fromAt: before.lookedAt, untilAt: now };
  const fromAt = before.newest.find(({ at }) => at <= before.lookedAt)?.at ?? before.lookedAt;
  // A site that gave all its entries new names shows old ones as new: they reach back to what was known.
  const later = dates.filter((at) => at >= fromAt);
  if (later.length < (1 - PINNED_SHARE) * dates.length) return null;
  const untilAt = later.reduce((oldest, at) => (at < oldest ? at : oldest));
  // What came last before this look is still there: the window has not rolled over. What is older than that is pinned.
  return known.some((at) => at === null || at >= fromAt) ? null : { fromAt, untilAt };
}

function knowing({ guids, newest }: Before): (entry: Shown) => boolean {
  const urls = new Set(newest.flatMap(({ urlKey }) => urlKey ?? []));
  const contents = new Set(newest.map(({ contentHash }) => contentHash));
  return ({ guid, urlKey, contentHash }) => guids.has(guid) || (urlKey !== null && urls.has(urlKey)) || contents.has(contentHash);
}

/** Moved to another system, with new names, addresses and dates: the headlines are the old ones. */
function hasOldTitles(fresh: readonly Shown[], { newest }: Before): boolean {
  const titles = new Set(newest.flatMap(({ title }) => title ?? []));
  const old = fresh.filter(({ title }) => title !== null && titles.has(title)).length;
  return old >= 2 && old >= fresh.length / 2;
}
