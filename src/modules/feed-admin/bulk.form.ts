import { z } from 'zod';
import { CARES } from '../sources/feed-care.js';
import { typedTags } from '../sources/feed-tags.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { checkLimits, minutes } from './limits.form.js';

export const ACTIONS = [...CARES, 'tag', 'untag', 'affiliation', 'limits', 'move'] as const;
export type Action = (typeof ACTIONS)[number];

/** What is to be done to the feeds that are ticked, or to all that the list finds. */
export interface Bulk {
  action: Action;
  ids: number[];
  all: boolean;
  tags: string[];
  affiliation: (typeof AFFILIATIONS)[number] | '';
  leastMinutes: number | null;
  mostMinutes: number | null;
  /** The slug or the title of the source that they are moved to. */
  target: string;
}

export type BulkResult = { ok: true; bulk: Bulk } | { ok: false; problem: string };

const text = z.string().trim().catch('');
const form = z.object({
  action: z.enum(ACTIONS, 'Say what is to be done: press one of the buttons.'),
  id: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((said) => [said].flat())
    .pipe(z.array(z.string().regex(/^\d{1,9}$/, 'One of the ticks names no feed. Open the list again.')))
    .transform((ids) => [...new Set(ids.map(Number))]),
  all: z.literal('yes').optional().catch(undefined),
  tags: text.transform(typedTags),
  affiliation: z.enum(AFFILIATIONS).or(z.literal('')).catch(''),
  least: minutes('at the least'),
  most: minutes('at the most'),
  target: text,
});

/** In: the body of a form. What it holds besides is left alone. Never throws. */
export function bulkOf(said: unknown): BulkResult {
  const { data, error } = form.safeParse(said ?? {});
  if (error) return { ok: false, problem: error.issues[0]?.message ?? '' };
  const { id: ids, all, least: leastMinutes, most: mostMinutes, ...rest } = data;
  const bulk = { ...rest, ids, all: all === 'yes', leastMinutes, mostMinutes };
  const problem = bulkProblem(bulk);
  return problem === null ? { ok: true, bulk } : { ok: false, problem: problem.message };
}

/** What is missing for a deed, and in which field; null where nothing is. */
export function bulkProblem(bulk: Bulk): { field: keyof Bulk; message: string } | null {
  const { action, ids, all, tags, affiliation, target } = bulk;
  if (ids.length === 0 && !all) return { field: 'ids', message: 'Tick the feeds first that something is to be done to.' };
  if ((action === 'tag' || action === 'untag') && tags.length === 0)
    return { field: 'tags', message: 'Write the tag, or several with commas between them.' };
  if (action === 'affiliation' && affiliation === '') return { field: 'affiliation', message: 'Choose whose voice their sources are.' };
  if (action === 'move' && target === '') return { field: 'target', message: 'Write the name of the source that they are moved to.' };
  const message = action === 'limits' ? checkLimits(bulk) : null;
  return message === null ? null : { field: 'mostMinutes', message };
}
