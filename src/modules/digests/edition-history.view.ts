import type { PageFrame } from '../pages/page.view.js';
import { CURATION_ACTIONS, type CurationAction } from './curation.entity.js';
import { type CurationRow, holding } from './curated.js';
import { BY_MAX, type CurationProblems, TEXT_MAX } from './curation.form.js';
import type { Story } from './edition-reader.js';
import { hrefOf } from './edition.view.js';
import { titleOf, type Period } from './period.js';

/** What was typed into the form, and what is wrong with it. */
export interface TypedEdit {
  story: string;
  action: string;
  text: string;
  by: string;
  /** It is the name of an account, and cannot be typed. */
  isSigned: boolean;
  problems: CurationProblems;
}

export interface HistoryEntry {
  id: number;
  by: string;
  at: Date;
  /** `put first` */
  what: string;
  story: { href: string; headline: string };
  text: string | null;
  undone: { by: string; at: Date } | null;
  /** Something that was done later holds in its stead. */
  isReplaced: boolean;
}

export interface HistoryView {
  page: PageFrame;
  firstRun: null;
  edition: { key: string; title: string; href: string; historyHref: string };
  entries: HistoryEntry[];
  /** Null for who only reads. */
  form: {
    stories: { id: string; label: string; isChosen: boolean }[];
    actions: { value: CurationAction; label: string; isChosen: boolean }[];
    text: string;
    textMax: number;
    by: string;
    isSigned: boolean;
    byMax: number;
    problems: CurationProblems;
  } | null;
}

const ACTIONS: Record<CurationAction, { asked: string; done: string }> = {
  pin: { asked: 'Put it first', done: 'put first' },
  hide: { asked: 'Leave it out', done: 'left out' },
  note: { asked: 'Write a note to it', done: 'wrote a note to' },
  title: { asked: 'Give it a title', done: 'gave a title to' },
};

/** What was done to an edition, the latest first; and the form that does more. */
export function historyView(
  period: Period,
  curations: readonly CurationRow[],
  stories: readonly Story[],
  typed: TypedEdit | null,
): HistoryView {
  const title = titleOf(period);
  const href = hrefOf(period);
  return {
    page: {
      title: `How ${title} was edited`,
      description: `What editors did to the edition of ${title}, and who undid what.`,
      path: `${href}/history`,
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    edition: { key: period.key, title, href, historyHref: `${href}/history` },
    entries: entriesOf(curations, stories),
    form: typed && {
      ...typed,
      stories: stories.map(({ id, headline, site }) => ({
        id: String(id),
        label: `${headline} (${site})`,
        isChosen: String(id) === typed.story,
      })),
      actions: CURATION_ACTIONS.map((value) => ({ value, label: ACTIONS[value].asked, isChosen: value === typed.action })),
      textMax: Math.max(...Object.values(TEXT_MAX)),
      byMax: BY_MAX,
    },
  };
}

export function entriesOf(curations: readonly CurationRow[], stories: readonly Story[]): HistoryEntry[] {
  const held = new Set(holding(curations).map(({ id }) => id));
  const headlines = new Map(stories.map(({ id, headline }) => [id, headline]));
  return [...curations]
    .sort((a, b) => b.id - a.id)
    .map(({ id, threadId, action, text, madeBy, madeAt, undoneBy, undoneAt }) => ({
      id,
      by: madeBy,
      at: madeAt,
      what: ACTIONS[action].done,
      // A story may have left the edition while that was open.
      story: { href: `/threads/${threadId}`, headline: headlines.get(threadId) ?? `thread ${threadId}` },
      text,
      undone: undoneAt && { by: undoneBy ?? '', at: undoneAt },
      isReplaced: undoneAt === null && !held.has(id),
    }));
}
