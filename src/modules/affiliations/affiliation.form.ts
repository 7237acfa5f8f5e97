import { DateTime } from 'luxon';
import { z } from 'zod';
import { webUrl } from '../pages/web-url.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { WantedAffiliation } from './affiliations.js';

export const NO_DAY = 'Give a day as 2010-05-11.';
export const NO_ADDRESS = 'Give an address that begins with http:// or https://.';
const NAME_MAX = 200;
const NOTE_MAX = 2_000;

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'UTC' }).isValid;
}

/** The first instant of a day. */
export function startOf(day: string, zone: string): Date {
  return DateTime.fromISO(day, { zone }).toJSDate();
}

export const affiliationField = z.enum(AFFILIATIONS, 'Choose whose voice it is.');

const empty = (text: string) => text === '';
const line = (max: number, what: string) => z.string().trim().max(max, `${what} may have ${max} characters.`).default('');
const day = line(20, 'A day').refine((text) => empty(text) || isDay(text), NO_DAY);

/** A period as a form says it; fields that are left empty are null. */
export const periodForm = z.object({
  voice: affiliationField,
  author: line(NAME_MAX, 'A name'),
  from: day,
  until: day,
  evidence: line(2_000, 'An address').refine((text) => empty(text) || webUrl(text) !== null, NO_ADDRESS),
  note: line(NOTE_MAX, 'A note'),
});

export type PeriodDraft = z.infer<typeof periodForm>;

export function wantedOf({ voice, author, from, until, evidence, note }: PeriodDraft, source: string, zone: string): WantedAffiliation {
  return {
    source,
    affiliation: voice,
    author: author || null,
    fromAt: empty(from) ? null : startOf(from, zone),
    untilAt: empty(until) ? null : startOf(until, zone),
    evidenceUrl: empty(evidence) ? null : webUrl(evidence),
    note: note || null,
  };
}
