import slugify from '@sindresorhus/slugify';
import { z } from 'zod';
import { readRecords } from '../mentions/records.js';

/** A code as a person describes it, before it is stored. */
export interface CodeDraft {
  slug: string;
  label: string;
  definition: string | null;
  example: string | null;
}

export type CodeField = keyof CodeDraft;

/** `wrong` says the same beside the fields. */
export type CodeResult = { ok: true; draft: CodeDraft } | { ok: false; problems: string[]; wrong?: Partial<Record<CodeField, string>> };

const TEXT_MAX = 2_000;
const text = z.string().trim().max(TEXT_MAX, `may have ${TEXT_MAX} characters`).nullable().default(null);

export const codeForm = z.strictObject({
  label: z.string('is missing').trim().min(1, 'is missing').max(100, 'may have 100 characters'),
  slug: z
    .string()
    .trim()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'may have small letters, digits and hyphens, 60 at most')
    .nullable()
    .default(null),
  definition: text,
  example: text,
});

/** In: one row of a codebook, or the options of a command. Never throws. */
export function codeOf(row: unknown): CodeResult {
  const { data, error } = codeForm.safeParse(row);
  if (error) {
    const wrong = Object.fromEntries(error.issues.map(({ path, message }) => [String(path[0]), `It ${message}.`]));
    return { ok: false, problems: error.issues.map(({ path, message }) => `${path.join(' ') || 'The row'}: ${message}.`), wrong };
  }
  const slug = data.slug ?? slugify(data.label).slice(0, 60).replace(/-+$/, '');
  if (slug === '') {
    const problem = `No short name can be made of “${data.label}”: give one as slug.`;
    return { ok: false, problems: [problem], wrong: { slug: problem } };
  }
  return { ok: true, draft: { slug, label: data.label, definition: data.definition || null, example: data.example || null } };
}

/** A codebook row by row, or a sentence that says why the file is none. `row` counts codes from 1. */
export type Codebook = { ok: true; rows: ({ row: number } & CodeResult)[] } | { ok: false; problem: string };

/**
 * In: JSON (an object with `codes`, or a list of them) or CSV, with `label`, and `slug`, `definition` and `example` where wanted.
 * Out: each row as a code, or with what is wrong with it. A short name that an earlier row has is wrong, too. Never throws.
 */
export function readCodebook(file: string): Codebook {
  const read = readRecords(file, { list: 'codes', column: 'label', lists: [] });
  if (!read.ok) return read;
  const seen = new Map<string, number>();
  const rows = read.rows.map((values, index): { row: number } & CodeResult => {
    const row = index + 1;
    const result = codeOf(values);
    const earlier = result.ok ? seen.get(result.draft.slug) : undefined;
    if (earlier !== undefined) return { row, ok: false, problems: [`Row ${earlier} has this short name already.`] };
    if (result.ok) seen.set(result.draft.slug, row);
    return { row, ...result };
  });
  return { ok: true, rows };
}
