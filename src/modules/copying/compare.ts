import { createHash } from 'node:crypto';
import type { Snapshot } from './snapshot.js';
import { keyOf, type Row, type Table } from './tables.js';

/** Where a copy is not as its original. */
export interface Difference {
  table: string;
  key: Row;
  what: 'is missing' | 'is not in the original' | 'is another';
}

export interface Compared {
  name: string;
  rows: number;
  /** Of all rows of the original in the order of their keys: the same on both databases. */
  sha256: string;
  differences: Difference[];
}

/** So many are named; a thousand more would say the same. */
const NAMED_MAX = 10;

/** Holds every row of a table against that of its copy. */
export async function compareTable(original: Snapshot, copy: Snapshot, table: Table, onRow: () => void): Promise<Compared> {
  const hash = createHash('sha256');
  const compared = { name: table.name, rows: 0, differences: [] as Difference[] };
  const differ = (row: Row, what: Difference['what']) => {
    if (compared.differences.length < NAMED_MAX) compared.differences.push({ table: table.name, key: keyOf(table, row), what });
  };
  const [ours, theirs] = [original.rows(table), copy.rows(table)];
  let [mine, yours] = [await nextOf(ours), await nextOf(theirs)];
  while (mine !== null || yours !== null) {
    const order = mine === null ? 1 : yours === null ? -1 : compareKeys(keyOf(table, mine), keyOf(table, yours));
    const text = mine === null || order > 0 ? null : canonical(table, mine);
    if (order < 0 && mine) differ(mine, 'is missing');
    if (order > 0 && yours) differ(yours, 'is not in the original');
    if (order === 0 && mine && yours && text !== canonical(table, yours)) differ(mine, 'is another');
    if (text !== null) {
      hash.update(text);
      compared.rows++;
      onRow();
    }
    if (order <= 0) mine = await nextOf(ours);
    if (order >= 0) yours = await nextOf(theirs);
  }
  return { ...compared, sha256: hash.digest('hex') };
}

async function nextOf(rows: AsyncGenerator<Row>): Promise<Row | null> {
  const next = await rows.next();
  return next.done ? null : next.value;
}

/** A row as a line: what both databases can keep of it. */
function canonical({ columns }: Table, row: Row): string {
  const values = row.map((value, place) => (columns[place]!.isReal && typeof value === 'number' ? Math.fround(value) : value));
  return `${JSON.stringify(values)}\n`;
}

/** Texts by their bytes in UTF-8, as both databases order them; JavaScript would order those beyond the first 65,536 characters otherwise. */
function compareKeys(one: Row, other: Row): number {
  for (const [place, value] of one.entries()) {
    const against = other[place];
    const order =
      typeof value === 'number' && typeof against === 'number'
        ? value - against
        : Buffer.compare(Buffer.from(String(value)), Buffer.from(String(against)));
    if (order !== 0) return order;
  }
  return 0;
}
