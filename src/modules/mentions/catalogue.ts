import { CsvError, parse } from 'csv-parse/sync';
import { type DraftResult, draftOf } from './draft.js';

/** A catalogue row by row, or a sentence that says why the file is none. `row` counts entities from 1. */
export type Catalogue = { ok: true; rows: ({ row: number; name: string } & DraftResult)[] } | { ok: false; problem: string };

const LISTS = ['aliases', 'handles', 'hashtags', 'urls', 'excluding'];

/**
 * In: JSON (an object with `entities`, or a list of them) or CSV (a column for each field, lists parted by `;`).
 * Out: each row as an entity, or with what is wrong with it. A name that an earlier row has is wrong, too. Never throws.
 */
export function readCatalogue(text: string): Catalogue {
  const read = /^\s*[[{]/.test(text) ? jsonRows(text) : csvRows(text);
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

type Rows = { ok: true; rows: unknown[] } | { ok: false; problem: string };

function jsonRows(text: string): Rows {
  try {
    const value = JSON.parse(text) as unknown;
    const rows = Array.isArray(value) ? (value as unknown[]) : (value as { entities?: unknown }).entities;
    return Array.isArray(rows) ? { ok: true, rows } : { ok: false, problem: 'The file has no list of entities: {"entities": [ … ]}.' };
  } catch (error) {
    return { ok: false, problem: `The file is no JSON: ${(error as Error).message}.` };
  }
}

function csvRows(text: string): Rows {
  try {
    const records: Record<string, string>[] = parse(text, {
      bom: true,
      columns: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
    });
    if (records.length === 0 || !('name' in records[0]!))
      return { ok: false, problem: 'The file is neither JSON nor CSV with a column `name`.' };
    return { ok: true, rows: records.map(fromCells) };
  } catch (error) {
    if (error instanceof CsvError) return { ok: false, problem: `The file is no CSV: ${error.message}.` };
    throw error;
  }
}

function fromCells(cells: Record<string, string>): unknown {
  const filled = Object.entries(cells).filter(([, cell]) => cell !== '');
  return Object.fromEntries(
    filled.map(([column, cell]) => [column, LISTS.includes(column) ? cell.split(/\s*;\s*/).filter(Boolean) : cell]),
  );
}

function nameOf(values: unknown): string {
  const name = (values as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name.trim() : '';
}
