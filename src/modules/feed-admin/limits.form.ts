import { z } from 'zod';

/** A longer interval is better said by a pause. */
export const MINUTES_MAX = 30 * 24 * 60;

/** A field with whole minutes, or nothing: ours to choose. */
export function minutes(what: string) {
  return z
    .string()
    .trim()
    .default('')
    .transform((typed) => (typed === '' ? null : Number(typed)))
    .refine((value) => value === null || (Number.isInteger(value) && value >= 1 && value <= MINUTES_MAX), {
      message: `The minutes between two polls ${what} are a whole number from 1 to ${MINUTES_MAX}, or nothing.`,
    });
}

export function checkLimits({ leastMinutes, mostMinutes }: { leastMinutes: number | null; mostMinutes: number | null }): string | null {
  return leastMinutes !== null && mostMinutes !== null && leastMinutes > mostMinutes
    ? `At the least ${leastMinutes} minutes and at the most ${mostMinutes} leave no room: write the smaller number first.`
    : null;
}
