import { z } from 'zod';
import { affiliationField, NO_ADDRESS } from '../affiliations/affiliation.form.js';
import { typedText } from '../pages/form.js';
import { webUrl } from '../pages/web-url.js';

const TITLE_MAX = 300;

export const sourceForm = z.object({
  title: z.string('Give it a title.').trim().min(1, 'Give it a title.').max(TITLE_MAX, `A title may have ${TITLE_MAX} characters.`),
  siteUrl: z
    .string()
    .trim()
    .max(2_000, 'An address may have 2000 characters.')
    .default('')
    .refine((text) => text === '' || webUrl(text) !== null, NO_ADDRESS)
    .transform((text) => (text === '' ? null : text)),
  platform: z
    .string('Say what it runs on; web, where that is not known.')
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'A platform is one word, such as wordpress; web, where it is not known.'),
  affiliation: affiliationField,
});

export const SOURCE_FIELDS = ['title', 'siteUrl', 'platform', 'affiliation'] as const;
export const PERIOD_FIELDS = ['voice', 'author', 'from', 'until', 'evidence', 'note'] as const;
export type SourceTyped = Record<(typeof SOURCE_FIELDS)[number], string>;
export type PeriodTyped = Record<(typeof PERIOD_FIELDS)[number], string>;

export function typedIn<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, typedText(body, name)])) as Record<Name, string>;
}
