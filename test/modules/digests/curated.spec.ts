import fc from 'fast-check';
import { type CurationRow, curatedEdition, holding } from '../../../src/modules/digests/curated.js';
import { CURATION_ACTIONS } from '../../../src/modules/digests/curation.entity.js';
import type { EditionRows } from '../../../src/modules/digests/edition.query.js';

/** An edition of conversations 1 to 5 and of posts 6 to 9, of which two sources published two each. */
function anEdition(): EditionRows {
  const row = (id: number) => ({ id, title: `Title ${id}`, sourceId: id % 2, voice: null });
  return {
    numbers: { conversations: 5 },
    conversations: [1, 2, 3, 4, 5].map((threadId) => ({ threadId })),
    roots: [5, 4, 3, 2, 1].map(row),
    comments: [],
    published: [6, 7, 8, 9].map((id) => ({ ...row(id), ofSource: 7, ofAll: 20 })),
    copies: {},
  } as unknown as EditionRows;
}

let count = 0;
function act(action: CurationRow['action'], threadId: number, more: Partial<CurationRow> = {}): CurationRow {
  const id = ++count;
  const text = action === 'note' || action === 'title' ? `${action} ${id}` : null;
  return { id, threadId, action, text, madeBy: 'Ann', madeAt: new Date(id * 1000), undoneBy: null, undoneAt: null, ...more };
}

const undone = { undoneBy: 'Bob', undoneAt: new Date(9_000_000) };
const threads = (rows: EditionRows) => rows.conversations.map(({ threadId }) => threadId);

test('without acts, or with all of them undone, an edition is what it was, and not edited', () => {
  expect(curatedEdition(anEdition(), [])).toEqual({ rows: anEdition(), editorials: new Map(), edited: null });
  expect(curatedEdition(anEdition(), [act('pin', 3, undone), act('title', 2, undone)])).toEqual({
    rows: anEdition(),
    editorials: new Map(),
    edited: null,
  });
});

test('pinned stories come first in the order in which they were pinned, and hidden ones are left out', () => {
  const { rows, edited } = curatedEdition(anEdition(), [act('pin', 4), act('pin', 2), act('hide', 1), act('hide', 8), act('pin', 9)]);
  expect(threads(rows)).toEqual([4, 2, 3, 5]);
  expect(rows.published.map(({ id }) => id)).toEqual([9, 6, 7]);
  expect(edited).toMatchObject({ by: ['Ann'], pinned: 3, hidden: 2, hiddenConversations: 1, notes: 0, titles: 0 });
});

test('what is hidden is not counted as what found no room', () => {
  const { rows } = curatedEdition(anEdition(), [act('hide', 8)]);
  expect(rows.published.map(({ id, ofSource, ofAll }) => [id, ofSource, ofAll])).toEqual([
    [6, 6, 19],
    [7, 7, 19],
    [9, 7, 19],
  ]);
});

test('a story is pinned or hidden, whatever was said last; a new title keeps the publisher’s own', () => {
  const acts = [act('hide', 1), act('pin', 1), act('title', 1, { text: 'Ours' }), act('note', 1, { madeBy: 'Bob' })];
  const { rows, editorials, edited } = curatedEdition(anEdition(), acts);
  expect(threads(rows)).toEqual([1, 2, 3, 4, 5]);
  expect(rows.roots.find(({ id }) => id === 1)?.title).toBe('Ours');
  expect(editorials.get(1)).toEqual({
    pinnedBy: 'Ann',
    note: { text: acts[3]!.text, by: 'Bob' },
    title: { text: 'Ours', by: 'Ann', own: 'Title 1' },
  });
  expect(edited).toMatchObject({ by: ['Ann', 'Bob'], pinned: 1, hidden: 0, notes: 1, titles: 1 });
});

test('what an act replaced holds again when that is undone', () => {
  const [first, second] = [act('title', 2, { text: 'First' }), act('title', 2, { text: 'Second' })];
  const titleWith = (acts: CurationRow[]) => curatedEdition(anEdition(), acts).rows.roots.find(({ id }) => id === 2)?.title;
  expect(titleWith([first, second])).toBe('Second');
  expect(titleWith([first, { ...second, ...undone }])).toBe('First');
  expect(
    titleWith([
      { ...first, ...undone },
      { ...second, ...undone },
    ]),
  ).toBe('Title 2');
});

test('no act adds or doubles a story, loses one that nobody hid, or moves the others among themselves', () => {
  const acts = fc.array(
    fc.record({ action: fc.constantFrom(...CURATION_ACTIONS), threadId: fc.integer({ min: 1, max: 11 }), isUndone: fc.boolean() }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(acts, (said) => {
      const rows = said.map(({ action, threadId, isUndone }) => act(action, threadId, isUndone ? undone : {}));
      const edition = curatedEdition(anEdition(), rows);
      const held = new Map(holding(rows).map((row) => [`${row.action} ${row.threadId}`, row]));
      const shown = threads(edition.rows);
      expect([...shown].sort()).toEqual([1, 2, 3, 4, 5].filter((id) => !held.has(`hide ${id}`)));
      const rest = shown.filter((id) => !held.has(`pin ${id}`));
      expect(rest).toEqual([...rest].sort());
      expect(shown.slice(0, shown.length - rest.length).every((id) => held.has(`pin ${id}`))).toBe(true);
      expect(curatedEdition(anEdition(), [...rows].reverse())).toEqual(edition);
      for (const row of rows) expect(held.get(`${row.action} ${row.threadId}`) === row && row.undoneAt !== null).toBe(false);
    }),
  );
});
