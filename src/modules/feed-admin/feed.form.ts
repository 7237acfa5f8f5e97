import { z } from 'zod';
import { RETENTION_DAYS_MAX, RETENTION_DAYS_MIN } from '../config/fields.js';
import { TAG_LENGTH_MAX, TAGS_MAX, tagsOf, typedTags } from '../sources/feed-tags.js';
import { checkLimits, minutes } from './limits.form.js';

export const NOTE_MAX = 2_000;
export const SPACING_MAX = 600;

/** The settings of one feed. */
export interface FeedDraft {
  tags: string[];
  role: 'posts' | 'comments';
  leastMinutes: number | null;
  mostMinutes: number | null;
  spacingSeconds: number | null;
  keepDays: number | null;
  note: string | null;
}

export type FeedField = 'tags' | 'role' | 'least' | 'most' | 'spacing' | 'keep' | 'note';
export type FeedProblems = Partial<Record<FeedField, string>>;
export type FeedDraftResult = { ok: true; draft: FeedDraft } | { ok: false; problems: FeedProblems };

export const tagsField = z
  .string()
  .default('')
  .refine((typed) => typed.split(',').every((tag) => tag.trim().length <= TAG_LENGTH_MAX), `A tag may have ${TAG_LENGTH_MAX} characters.`)
  .refine((typed) => new Set(typed.split(',').flatMap((tag) => tagsOf([tag]))).size <= TAGS_MAX, `A feed may have ${TAGS_MAX} tags.`)
  .transform(typedTags);

const form = z.object({
  tags: tagsField,
  role: z.enum(['posts', 'comments'], 'Choose one of the two.'),
  least: minutes('at the least'),
  most: minutes('at the most'),
  spacing: z
    .string()
    .trim()
    .default('')
    .transform((typed) => (typed === '' ? null : Number(typed)))
    .refine((value) => value === null || (Number.isInteger(value) && value >= 0 && value <= SPACING_MAX), {
      message: `The pause is a whole number of seconds up to ${SPACING_MAX}, or nothing.`,
    }),
  keep: z
    .string()
    .trim()
    .default('')
    .transform((typed) => (typed === '' ? null : Number(typed)))
    .refine((value) => value === null || (Number.isInteger(value) && value >= RETENTION_DAYS_MIN && value <= RETENTION_DAYS_MAX), {
      message: `The days are a whole number from ${RETENTION_DAYS_MIN} to ${RETENTION_DAYS_MAX}, or nothing.`,
    }),
  note: z
    .string()
    .trim()
    .max(NOTE_MAX, `A note may have ${NOTE_MAX} characters.`)
    .default('')
    .transform((note) => note || null),
});

/** In: the body of a form. What it holds besides is left alone. Never throws. */
export function feedDraftOf(said: unknown): FeedDraftResult {
  const { data, error } = form.safeParse(said ?? {});
  if (error) {
    const problems: FeedProblems = {};
    for (const { path, message } of error.issues) problems[path[0] as FeedField] ??= message;
    return { ok: false, problems };
  }
  const { least: leastMinutes, most: mostMinutes, spacing: spacingSeconds, keep: keepDays, ...rest } = data;
  const problem = checkLimits({ leastMinutes, mostMinutes });
  return problem === null
    ? { ok: true, draft: { ...rest, leastMinutes, mostMinutes, spacingSeconds, keepDays } }
    : { ok: false, problems: { most: problem } };
}
