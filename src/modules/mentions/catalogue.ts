import { type DraftResult, draftOf } from './draft.js';
import { readRecords } from './records.js';

/** A catalogue row by row, or a sentence that says why the file is none. `row` counts entities from 1. */
export type Catalogue = { ok: true; rows: ({ row: number; name: string } & DraftResult)[] } | { ok: false; problem: string };

const KIND = { list: 'entities', column: 'name', lists: ['aliases', 'handles', 'hashtags', 'urls', 'excluding'] };

/**
 * In: JSON (an object with `entities`, or a list of them) or CSV (a column for each field, lists parted by `;`).
 * Out: each row as an entity, or with what is wrong with it. A name that an earlier row has is wrong, too. Never throws.
 */
export function readCatalogue(text: string): Catalogue {
  const read = readRecords(text, KIND);
  if (!read.ok) return read;
  const seen = new Map<string, number>();
  const rows = read.rows.map((values, index) => {
    const row = index + 1;
    const name = nameOf(values);
    const earlier = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), earlier ?? row);
    const result: DraftResult =
      earlier === undefined || name === '' ? draftOf(values) : { ok: false, problems: [`Row ${earlier} has this name already.`] };
    return { row, name, ...result };
  });
  return { ok: true, rows };
}

function nameOf(values: unknown): string {
  const name = (values as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name.trim() : '';
}
