import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { legalText } from '../../feeds/characters.js';
import { Fence, UNTRUSTED_NOTICE } from './fence.js';

/** They read what is stored and change nothing. What they tell was written by anybody: the world of it is open. */
export const READS_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true } as const;

export const noticeField = z.string().describe('What to make of the fields named "untrusted"');

/** A name that somebody is asked for by; no database takes every character. */
export const namedField = z.string().max(200).overwrite(legalText).trim().min(1);

/** The same for programs and for whoever reads texts. */
export interface Told {
  structured: Record<string, unknown>;
  /** Whatever strangers wrote stands within the fence. */
  text: (fence: Fence) => string;
}

export type Answer = { ok: true; told: Told } | { ok: false; sentence: string };

export function told(structured: Record<string, unknown>, text: Told['text']): Answer {
  return { ok: true, told: { structured, text } };
}

/** What the caller can mend, in a sentence. */
export function refused(sentence: string): Answer {
  return { ok: false, sentence };
}

export function resultOf(answer: Answer): CallToolResult {
  if (!answer.ok) return { isError: true, content: [{ type: 'text', text: answer.sentence }] };
  const fence = new Fence();
  const { structured, text } = answer.told;
  return {
    structuredContent: { notice: UNTRUSTED_NOTICE, ...structured },
    content: [{ type: 'text', text: `${fence.notice}\n\n${text(fence)}` }],
  };
}
