import type { InstantStyle } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { speakerOf, type Speaker } from '../posts/speaker.js';
import type { Edited } from './curated.js';
import type { EditionState } from './edition-reader.js';

export interface LateView {
  href: string;
  headline: Headline;
  isComment: boolean;
  speaker: Speaker;
  site: string;
  at: Date;
  style: InstantStyle;
}

/** How an edition stands: whether it can still change, what came too late for it, what was taken back, and whether somebody edited it. */
export interface StateView {
  isOpen: boolean;
  isClosed: boolean;
  isFromArchives: boolean;
  at: Date | null;
  late: { count: number; more: number; posts: LateView[] } | null;
  removed: number;
  edited: { by: string; at: Date; what: string } | null;
  historyHref: string;
  textHref: string;
}

export function stateView({ phase, at, late, removed, edited }: EditionState, editionHref: string, style: InstantStyle): StateView {
  return {
    isOpen: phase === 'open',
    isClosed: phase === 'closed',
    isFromArchives: phase === 'archives',
    at,
    late: late.count === 0 ? null : { count: late.count, more: late.count - late.rows.length, posts: lateViews(late.rows, style) },
    removed,
    edited: edited && editedView(edited),
    historyHref: `${editionHref}/history`,
    textHref: `${editionHref}.txt`,
  };
}

/** `Ann, Bob and Cem`. */
export function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function editedView({ by, at, pinned, hidden, notes, titles }: Edited): NonNullable<StateView['edited']> {
  const what = [
    ...(pinned > 0 ? [`${countOf(pinned, 'story', 'stories')} put first`] : []),
    ...(hidden > 0 ? [`${countOf(hidden, 'story', 'stories')} left out`] : []),
    ...(notes > 0 ? [countOf(notes, 'note', 'notes')] : []),
    ...(titles > 0 ? [countOf(titles, 'new title', 'new titles')] : []),
  ];
  return { by: listOf(by), at, what: listOf(what) };
}

function lateViews(rows: EditionState['late']['rows'], style: InstantStyle): LateView[] {
  return rows.map((row) => ({
    href: row.kind === 'comment' ? `/threads/${row.rootId ?? row.id}#post-${row.id}` : `/threads/${row.id}`,
    headline: headlineOf(row),
    isComment: row.kind === 'comment',
    speaker: speakerOf(row),
    site: row.sourceTitle,
    at: new Date(row.sortAt),
    style,
  }));
}
