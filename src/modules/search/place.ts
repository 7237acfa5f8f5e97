const MINUTE_MS = 60_000;
/** Room for the numbers of the posts of a minute. */
const STEP = 2 ** 27;
/** Until the year 2097: together with the step, no place is too large to be a whole number here. */
const MINUTE_MAX = 2 ** 26 - 1;

/** Where a post stands among all: by its minute, which is what pages show, then by its number. */
export function placeOf(at: number, id: number): number {
  return firstPlaceAt(at) + (id % STEP);
}

/** Every post at or after an instant (a whole minute) has this place or a later one. */
export function firstPlaceAt(at: number): number {
  return Math.min(Math.max(Math.floor(at / MINUTE_MS), 0), MINUTE_MAX) * STEP;
}

/** The instant, to the minute. */
export function instantOfPlace(place: number): number {
  return Math.floor(place / STEP) * MINUTE_MS;
}
