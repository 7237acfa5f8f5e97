import { z } from 'zod';
import { readRecords } from '../mentions/records.js';
import { parsePostId } from '../posts/post-id.js';

/** A judgement as a coder says it, before it is stored. */
export interface JudgementDraft {
  postId: number;
  coder: Coder;
  /** Short names of codes, each once. */
  codes: string[];
  note: string | null;
}

/** No accounts: a coder is a name that is typed, and the same name in another case is the same coder. */
export interface Coder {
  key: string;
  name: string;
}

export type JudgementResult = { ok: true; draft: JudgementDraft } | { ok: false; problems: string[] };

export const CODER_NAME_MAX = 100;
export const NOTE_MAX = 5_000;

const oneOrMore = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string().trim()).max(500));

const judgementForm = z.object({
  post: z.coerce
    .string('is missing')
    .trim()
    .transform((text) => parsePostId(text))
    .refine((id) => id !== null, 'takes the number of a post, as its address has it'),
  coder: z
    .string('is missing')
    .transform((name) => coderOf(name))
    .refine((coder) => coder !== null, `is a name of at most ${CODER_NAME_MAX} characters`),
  codes: oneOrMore.default([]),
  note: z.string().trim().max(NOTE_MAX, `may have ${NOTE_MAX} characters`).nullable().default(null),
});

/** Null for what is no name. */
export function coderOf(text: unknown): Coder | null {
  const name = typeof text === 'string' ? text.normalize('NFKC').replace(/\s+/g, ' ').trim() : '';
  const isName = name !== '' && name.length <= CODER_NAME_MAX && !/\p{Cc}/u.test(name);
  return isName ? { key: name.toLowerCase(), name } : null;
}

/** In: one row of a file, the options of a command, or what a form sent. Never throws. */
export function judgementOf(row: unknown): JudgementResult {
  const { data, error } = judgementForm.safeParse(row);
  if (error) return { ok: false, problems: error.issues.map(({ path, message }) => `${path[0]?.toString() ?? 'The row'}: ${message}.`) };
  // The refinements above let neither be null.
  const { post, coder, codes, note } = data as typeof data & { post: number; coder: Coder };
  const slugs = new Set(codes.filter(Boolean).map((code) => code.toLowerCase()));
  return { ok: true, draft: { postId: post, coder, codes: [...slugs], note: note || null } };
}

/** Judgements row by row, or a sentence that says why the file holds none. `row` counts judgements from 1. */
export type Judgements = { ok: true; rows: ({ row: number } & JudgementResult)[] } | { ok: false; problem: string };

/**
 * In: CSV or JSON with `post`, `coder`, `codes` (parted by `;`) and `note`: coding that was done in a spreadsheet.
 * Out: each row as a judgement, or with what is wrong with it. A post that the same coder has in an earlier row is wrong, too. Never throws.
 */
export function readJudgements(file: string): Judgements {
  const read = readRecords(file, { list: 'judgements', column: 'post', lists: ['codes'] });
  if (!read.ok) return read;
  const seen = new Map<string, number>();
  const rows = read.rows.map((values, index): { row: number } & JudgementResult => {
    const row = index + 1;
    const result = judgementOf(values);
    const key = result.ok ? `${result.draft.postId} ${result.draft.coder.key}` : '';
    const earlier = seen.get(key);
    if (result.ok && earlier !== undefined)
      return { row, ok: false, problems: [`Row ${earlier} has this post for ${result.draft.coder.name} already.`] };
    if (result.ok) seen.set(key, row);
    return { row, ...result };
  });
  return { ok: true, rows };
}
