import type { PageFrame } from '../pages/page.view.js';
import { languageOf, nestHeadings } from '../posts/body.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { excerptOf } from '../pages/words.js';
import { type Speaker, speakerOf } from '../posts/speaker.js';
import type { ThreadRow } from '../posts/thread.query.js';
import type { QueryError } from '../search/query.js';
import type { CodeEntity } from './code.entity.js';
import { deskFields, deskHref, type DeskAsked } from './desk.form.js';
import { nextOf } from './desk.js';
import { NOTE_MAX } from './judgement.form.js';
import type { JudgementRow } from './judgements.query.js';

export interface DeskView {
  page: PageFrame;
  firstRun: null;
  /** What is typed to begin with. */
  asked: { query: string; coder: string; sample: string; seed: string; through: string };
  /** The query with its fault between the two other parts. */
  error: { sentence: string; before: string; at: string; after: string } | null;
  /** Why there is nothing to judge here: one of these, or none. */
  trouble: string | null;
  needsName: boolean;
  hasNoCodes: boolean;
  nothingFound: boolean;
  isDone: boolean;
  progress: { done: number; of: number; isSample: boolean; seed: string } | null;
  /** The same posts in the same order, for another coder. */
  shareHref: string | null;
  /** The judgement before, to be looked at once more. */
  againHref: string | null;
  item: ItemView | null;
}

interface ItemView {
  id: number;
  threadHref: string;
  speaker: Speaker;
  headline: Headline;
  at: Date;
  isDated: boolean;
  isComment: boolean;
  html: string;
  language: string | null;
  goneAt: Date | null;
  /** What it stands under, from the beginning of the thread on. */
  above: { label: string; speaker: Speaker; headline: Headline | null; excerpt: string; language: string | null; at: Date }[];
  fields: { name: string; value: string }[];
  codes: { slug: string; label: string; definition: string | null; example: string | null; isGiven: boolean; isRetired: boolean }[];
  note: string;
  noteMax: number;
  problems: string[];
  isJudged: boolean;
  /** Null where there is no other to go to. */
  skipHref: string | null;
}

/** What was typed into a form that could not be stored. */
export interface Typed {
  codes: readonly string[];
  note: string;
  problems: string[];
}

const CONTEXT_CHARACTERS = 900;

/** The frame of every state, and the page before anything was asked. */
export function deskView(asked: DeskAsked): DeskView {
  const title = asked.query === '' ? 'Coding' : `Coding: ${excerptOf(asked.query, 60)}`;
  return {
    page: { title, description: 'Judge posts one after another by a codebook.', path: null, feeds: [], standalone: false },
    firstRun: null,
    asked: {
      query: asked.query,
      coder: asked.coderText,
      sample: asked.sample ? String(asked.sample.size) : '',
      seed: asked.sample?.seed ?? '',
      // Whose name is known began here; another begins with what is found by then.
      through: asked.coderText === '' && asked.throughId !== null ? String(asked.throughId) : '',
    },
    error: null,
    trouble: null,
    needsName: asked.coderText !== '' && asked.coder === null,
    hasNoCodes: false,
    nothingFound: false,
    isDone: false,
    progress: null,
    shareHref: null,
    againHref: null,
    item: null,
  };
}

export function wrongQueryView(asked: DeskAsked, { sentence, offset, length }: QueryError): DeskView {
  const { query } = asked;
  const end = offset + length;
  const error = { sentence, before: query.slice(0, offset), at: query.slice(offset, end) || '…', after: query.slice(end) };
  return { ...deskView(asked), error };
}

/** How far a coder is with what was found. */
export function openView(asked: DeskAsked, order: readonly number[], judged: ReadonlySet<number>): DeskView {
  const done = order.filter((id) => judged.has(id)).length;
  return {
    ...deskView(asked),
    nothingFound: order.length === 0,
    isDone: order.length > 0 && done === order.length,
    progress: order.length === 0 ? null : { done, of: order.length, isSample: asked.sample !== null, seed: asked.sample?.seed ?? '' },
    shareHref: deskHref({ ...asked, coder: null }),
    againHref: asked.afterId !== null && judged.has(asked.afterId) ? deskHref(asked, { post: asked.afterId }) : null,
  };
}

export interface ItemFacts {
  asked: DeskAsked;
  row: ThreadRow;
  /** The post that the thread begins with, and the one that this answers, where there are such. */
  root: ThreadRow | null;
  parent: ThreadRow | null;
  codes: readonly CodeEntity[];
  /** What this coder said of it before; nothing that others said. */
  own: JudgementRow | null;
  typed: Typed | null;
  order: readonly number[];
  judged: ReadonlySet<number>;
}

export function itemView({ asked, row, root, parent, codes, own, typed, order, judged }: ItemFacts): ItemView {
  const given = new Set(typed?.codes ?? own?.codes.map(({ slug }) => slug));
  const kept = new Set(own?.codes.map(({ slug }) => slug));
  const next = nextOf(order, judged, row.id);
  return {
    id: row.id,
    threadHref: `/threads/${row.id}`,
    speaker: speakerOf(row),
    headline: headlineOf(row),
    at: new Date(row.sortAt),
    isDated: row.publishedAt !== null,
    isComment: row.kind === 'comment',
    html: nestHeadings(row.html, 3),
    language: languageOf(row.language),
    goneAt: row.goneAt === null ? null : new Date(row.goneAt),
    above: [
      ...(root ? [aboveView(root, 'The thread begins with')] : []),
      ...(parent && parent.id !== root?.id ? [aboveView(parent, 'It answers')] : []),
    ],
    fields: [...deskFields(asked), ['post', String(row.id)] as const].map(([name, value]) => ({ name, value })),
    codes: codes
      .filter(({ slug, retiredAt }) => retiredAt === null || kept.has(slug))
      .map(({ slug, label, definition, example, retiredAt }) => ({
        slug,
        label,
        definition,
        example,
        isGiven: given.has(slug),
        isRetired: retiredAt !== null,
      })),
    note: typed?.note ?? own?.note ?? '',
    noteMax: NOTE_MAX,
    problems: typed?.problems ?? [],
    isJudged: own !== null,
    skipHref: next === null || next === row.id ? null : deskHref(asked, { after: row.id }),
  };
}

function aboveView(row: ThreadRow, label: string): ItemView['above'][number] {
  const headline = headlineOf(row);
  const isShown = row.goneAt === null && row.isStub === 0;
  return {
    label,
    speaker: speakerOf(row),
    headline: row.kind === 'post' && row.goneAt === null && !headline.isQuote ? headline : null,
    excerpt: isShown ? excerptOf(row.text, CONTEXT_CHARACTERS) : '',
    language: languageOf(row.language),
    at: new Date(row.sortAt),
  };
}
