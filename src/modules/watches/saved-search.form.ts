import { z } from 'zod';
import { LIMITS } from '../search/query.js';

const NAME_MAX = 100;
const NOTE_MAX = 2_000;

/** A search as a person saves it. */
export interface Draft {
  name: string;
  query: string;
  note: string | null;
  isWatched: boolean;
}

/** What is wrong with what was typed, by the field. */
export type Problems = Partial<Record<'name' | 'query' | 'note', string>>;

export type DraftResult = { ok: true; draft: Draft } | { ok: false; problems: Problems };

export const savedSearchForm = z.object({
  name: z
    .string('Give it a name, such as Dredging contracts.')
    .trim()
    .min(1, 'Give it a name, such as Dredging contracts.')
    .max(NAME_MAX, `A name may have ${NAME_MAX} characters.`)
    .regex(/[\p{L}\p{N}]/u, 'A name needs a letter or a digit.'),
  query: z
    .string('Write what is to be looked for.')
    .trim()
    .min(1, 'Write what is to be looked for.')
    .max(LIMITS.characters, `A query has at most ${LIMITS.characters} characters.`),
  note: z
    .string()
    .trim()
    .max(NOTE_MAX, `A note may have ${NOTE_MAX} characters.`)
    .transform((note) => note || null)
    .nullable()
    .default(null),
  isWatched: z.boolean().default(true),
});

/** In: what a form or a command says. Never throws. */
export function draftOf(said: unknown): DraftResult {
  const { data, error } = savedSearchForm.safeParse(said);
  if (data) return { ok: true, draft: data };
  const problems: Problems = {};
  for (const { path, message } of error.issues) problems[path[0] as keyof Problems] ??= message;
  return { ok: false, problems };
}
