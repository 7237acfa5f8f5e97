import type { EditionRow, EditionRows, PublishedRow } from './edition.query.js';
import type { CurationAction } from './curation.entity.js';

/** What an editor did, as it stands in the table. */
export interface CurationRow {
  id: number;
  threadId: number;
  action: CurationAction;
  text: string | null;
  madeBy: string;
  madeAt: Date;
  undoneBy: string | null;
  undoneAt: Date | null;
}

/** What an editor says of one story. */
export interface Editorial {
  pinnedBy: string | null;
  note: { text: string; by: string } | null;
  /** Its title here, and the one that its publisher gave it. */
  title: { text: string; by: string; own: string | null } | null;
}

/** That an edition was edited, and by whom. */
export interface Edited {
  by: string[];
  /** When it was edited last: that something was undone is an edit, too. */
  at: Date;
  pinned: number;
  hidden: number;
  /** Of those that are hidden, how many are conversations. */
  hiddenConversations: number;
  notes: number;
  titles: number;
}

export interface CuratedEdition {
  rows: EditionRows;
  editorials: ReadonlyMap<number, Editorial>;
  /** Null where nobody did anything, or all of it was undone. */
  edited: Edited | null;
}

/** What holds of one story: the last of each kind that was not undone. A story is either pinned or hidden. */
interface Held {
  place: CurationRow | null;
  note: CurationRow | null;
  title: CurationRow | null;
}

const SLOTS: Record<CurationAction, keyof Held> = { pin: 'place', hide: 'place', note: 'note', title: 'title' };

/** An edition with what editors did laid over it: pinned stories first, in the order in which they were pinned, then the others as they stood. */
export function curatedEdition(rows: EditionRows, curations: readonly CurationRow[]): CuratedEdition {
  const held = heldOf(curations);
  if (held.size === 0) return { rows, editorials: new Map(), edited: null };
  const own = new Map([...rows.roots, ...rows.published].map(({ id, title }) => [id, title]));
  const editorials = new Map([...held].map(([id, each]) => [id, editorialOf(each, own.get(id) ?? null)]));
  const published = inOrder(rows.published, held, ({ id }) => id);
  return {
    rows: {
      ...rows,
      conversations: inOrder(rows.conversations, held, ({ threadId }) => threadId),
      roots: rows.roots.map((row) => retitled(row, held)),
      published: withoutHidden(published, rows.published).map((row) => retitled(row, held)),
    },
    editorials,
    edited: editedOf(held, curations, rows.conversations),
  };
}

/** What holds at present, in the order in which it was done. */
export function holding(curations: readonly CurationRow[]): CurationRow[] {
  return [...heldOf(curations).values()]
    .flatMap(({ place, note, title }) => [place, note, title])
    .filter((row) => row !== null)
    .sort((a, b) => a.id - b.id);
}

function heldOf(curations: readonly CurationRow[]): Map<number, Held> {
  const held = new Map<number, Held>();
  for (const row of [...curations].sort((a, b) => a.id - b.id)) {
    if (row.undoneAt !== null) continue;
    held.set(row.threadId, { ...(held.get(row.threadId) ?? { place: null, note: null, title: null }), [SLOTS[row.action]]: row });
  }
  return held;
}

function inOrder<Row>(rows: readonly Row[], held: ReadonlyMap<number, Held>, idOf: (row: Row) => number): Row[] {
  const placeOf = (row: Row) => held.get(idOf(row))?.place ?? null;
  const pinned = rows.filter((row) => placeOf(row)?.action === 'pin').sort((a, b) => placeOf(a)!.id - placeOf(b)!.id);
  return [...pinned, ...rows.filter((row) => placeOf(row) === null)];
}

/** What is hidden is not counted as what found no room either. */
function withoutHidden(shown: readonly PublishedRow[], all: readonly PublishedRow[]): PublishedRow[] {
  const kept = new Set(shown.map(({ id }) => id));
  const hidden = all.filter(({ id }) => !kept.has(id));
  return shown.map((row) => ({
    ...row,
    ofSource: row.ofSource - hidden.filter(({ sourceId, voice }) => sourceId === row.sourceId && voice === row.voice).length,
    ofAll: row.ofAll - hidden.length,
  }));
}

function retitled<Row extends EditionRow>(row: Row, held: ReadonlyMap<number, Held>): Row {
  const title = held.get(row.id)?.title;
  return title ? { ...row, title: title.text } : row;
}

function editorialOf({ place, note, title }: Held, own: string | null): Editorial {
  return {
    pinnedBy: place?.action === 'pin' ? place.madeBy : null,
    note: note && { text: note.text ?? '', by: note.madeBy },
    title: title && { text: title.text ?? '', by: title.madeBy, own },
  };
}

function editedOf(held: ReadonlyMap<number, Held>, curations: readonly CurationRow[], conversations: EditionRows['conversations']): Edited {
  const standing = [...held.values()];
  const count = (action: CurationAction) => standing.filter((each) => each[SLOTS[action]]?.action === action).length;
  const instants = curations.flatMap(({ madeAt, undoneAt }) => [madeAt, ...(undoneAt ? [undoneAt] : [])].map((at) => at.getTime()));
  return {
    by: [...new Set(holding(curations).map(({ madeBy }) => madeBy))],
    at: new Date(Math.max(...instants)),
    pinned: count('pin'),
    hidden: count('hide'),
    hiddenConversations: conversations.filter(({ threadId }) => held.get(threadId)?.place?.action === 'hide').length,
    notes: count('note'),
    titles: count('title'),
  };
}
