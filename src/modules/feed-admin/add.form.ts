import { z } from 'zod';
import { AFFILIATIONS, type Affiliation } from '../sources/source.entity.js';
import { tagsField } from './feed.form.js';

export const TITLE_MAX = 200;

export const UNREADABLE =
  'What is said here to have been found is not what we found: it was changed on its way, or made by another installation. Look at the address again.';
export const LATE = 'This look is over an hour old, and things may have changed. Look at the address again; nothing was added.';

/** What somebody chose of an offer. */
export interface Choice {
  title: string;
  affiliation: Affiliation;
  tags: string[];
  /** Places in the offer's list of feeds. */
  feeds: number[];
}

export type AddField = 'title' | 'affiliation' | 'tags' | 'feed';
export type AddProblems = Partial<Record<AddField, string>>;
export type ChoiceResult = { ok: true; choice: Choice } | { ok: false; problems: AddProblems };

const form = z.object({
  title: z
    .string('Give the source a name.')
    .trim()
    .min(1, 'Give the source a name.')
    .max(TITLE_MAX, `A name may have ${TITLE_MAX} characters.`),
  affiliation: z.enum(AFFILIATIONS, 'Choose one of the list; “not known” is one, too.'),
  tags: tagsField,
  feed: z
    .union([z.string(), z.array(z.string())], 'Tick at least one feed.')
    .transform((said) => [said].flat())
    .pipe(z.array(z.string().regex(/^\d{1,3}$/, 'One of the ticks names no feed. Look at the address again.')))
    .transform((ticks) => [...new Set(ticks.map(Number))]),
});

/** In: the body of a form, and how many feeds were offered. Never throws. */
export function choiceOf(said: unknown, offered: number): ChoiceResult {
  const { data, error } = form.safeParse(said ?? {});
  if (error) {
    const problems: AddProblems = {};
    for (const { path, message } of error.issues) problems[path[0] as AddField] ??= message;
    return { ok: false, problems };
  }
  const { feed: feeds, ...rest } = data;
  if (feeds.some((place) => place >= offered))
    return { ok: false, problems: { feed: 'One of the ticks names no feed. Look at the address again.' } };
  return { ok: true, choice: { ...rest, feeds } };
}
