/** How fast what a feed shows is replaced, as the last looks at it tell. Pure. */

/** One look at a feed. */
export interface Look {
  at: Date;
  /** That it showed; null where it said only that nothing has changed. */
  entries: number | null;
  /** Of these, what had come since the look before. */
  added: number;
}

/**
 * How long an entry stayed in the document at the least: at the pace of the busiest time between two looks. Who looks less often than that loses entries that come
 * and go in between.
 *
 * In: looks, oldest first. Out: milliseconds; null where nothing new was seen by two looks.
 */
export function windowMs(looks: readonly Look[]): number | null {
  let shortest: number | null = null;
  for (const [place, { at, entries, added }] of looks.entries()) {
    const before = looks[place - 1];
    if (before === undefined || entries === null || added === 0) continue;
    const lasts = ((at.getTime() - before.at.getTime()) * entries) / Math.min(added, entries);
    if (lasts > 0 && (shortest === null || lasts < shortest)) shortest = lasts;
  }
  return shortest;
}
