import { parsePostId } from '../posts/post-id.js';
import type { Sample } from './desk.js';
import { type Coder, coderOf } from './judgement.form.js';

/** What an address of the desk asks for. */
export interface DeskAsked {
  query: string;
  /** As it was typed. */
  coderText: string;
  coder: Coder | null;
  sample: Sample | null;
  /** Posts that came later are not of this desk, so that it stays the same for everybody who has its address. */
  throughId: number | null;
  /** The post that was judged or skipped last. */
  afterId: number | null;
  /** One post alone, or one that is judged again. */
  postId: number | null;
}

export const SAMPLE_MAX = 10_000;
export const SEED_MAX = 40;

/** In: the parameters of an address, or the fields of a form. What no page of ours leads to is left out. */
export function readDesk(said: Record<string, unknown>): DeskAsked {
  const size = /^[1-9]\d{0,4}$/.test(wordOf(said.sample)) ? Number(said.sample) : 0;
  return {
    query: wordOf(said.q),
    coderText: wordOf(said.coder),
    coder: coderOf(said.coder),
    sample: size > 0 ? { size: Math.min(size, SAMPLE_MAX), seed: wordOf(said.seed).slice(0, SEED_MAX) || '1' } : null,
    throughId: parsePostId(wordOf(said.through)),
    afterId: parsePostId(wordOf(said.after)),
    postId: parsePostId(wordOf(said.post)),
  };
}

/** What a desk is asked for, field by field, as an address or a form carries it. */
export function deskFields({ query, coder, sample, throughId }: DeskAsked): [name: string, value: string][] {
  return [
    ...(query === '' ? [] : [['q', query] as [string, string]]),
    ...(coder === null ? [] : [['coder', coder.name] as [string, string]]),
    ...(sample === null
      ? []
      : ([
          ['sample', String(sample.size)],
          ['seed', sample.seed],
        ] as [string, string][])),
    ...(throughId === null ? [] : [['through', String(throughId)] as [string, string]]),
  ];
}

export function deskHref(asked: DeskAsked, place: { after?: number; post?: number } = {}): string {
  const parameters = new URLSearchParams(deskFields(asked));
  if (place.after !== undefined) parameters.set('after', String(place.after));
  if (place.post !== undefined) parameters.set('post', String(place.post));
  return `/coding?${parameters.toString()}`;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
