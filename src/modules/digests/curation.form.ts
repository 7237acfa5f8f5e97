import { z } from 'zod';
import { parsePostId } from '../posts/post-id.js';
import { CURATION_ACTIONS, type CurationAction } from './curation.entity.js';

/** What an editor does, before it is stored. */
export interface CurationDraft {
  threadId: number;
  action: CurationAction;
  /** The note or the title; null where a story is pinned or hidden. */
  text: string | null;
  by: string;
}

/** What is wrong with what was typed, by the field. */
export type CurationProblems = Partial<Record<'story' | 'action' | 'text' | 'by', string>>;

export type CurationResult = { ok: true; draft: CurationDraft } | { ok: false; problems: CurationProblems };

export const TEXT_MAX: Record<CurationAction, number> = { pin: 0, hide: 0, note: 2_000, title: 300 };
export const BY_MAX = 100;

const by = z
  .string('Say who edits.')
  .normalize('NFKC')
  .transform((name) => name.replace(/\s+/g, ' ').trim())
  .refine((name) => name !== '' && !/\p{Cc}/u.test(name), 'Say who edits.')
  .refine((name) => name.length <= BY_MAX, `A name may have ${BY_MAX} characters.`);

const form = z
  .object({
    story: z
      .string('Choose a story.')
      .transform((text) => parsePostId(text.trim()))
      .refine((id) => id !== null, 'Choose a story.'),
    action: z.enum(CURATION_ACTIONS, 'Choose what to do with it.'),
    text: z
      .string()
      .default('')
      .transform((text) => text.trim()),
    by,
  })
  .superRefine(({ action, text }, context) => {
    if (action === 'note' && text === '') context.addIssue({ code: 'custom', path: ['text'], message: 'Write the note.' });
    if (action === 'title' && text === '') context.addIssue({ code: 'custom', path: ['text'], message: 'Write the title.' });
    if (TEXT_MAX[action] > 0 && text.length > TEXT_MAX[action])
      context.addIssue({ code: 'custom', path: ['text'], message: `A ${action} may have ${TEXT_MAX[action]} characters.` });
  });

/** In: what a form or a command says. Never throws. */
export function curationOf(said: unknown): CurationResult {
  const { data, error } = form.safeParse(said);
  if (error) {
    const problems: CurationProblems = {};
    for (const { path, message } of error.issues) problems[path[0] as keyof CurationProblems] ??= message;
    return { ok: false, problems };
  }
  // The refinement above lets no null pass.
  const { story, action, text } = data as typeof data & { story: number };
  return { ok: true, draft: { threadId: story, action, text: TEXT_MAX[action] > 0 ? text : null, by: data.by } };
}

/** Who undoes something; null for what is no name. */
export function editorOf(text: unknown): string | null {
  return by.safeParse(text).data ?? null;
}
