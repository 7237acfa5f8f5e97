import { CsvError, parse } from 'csv-parse/sync';
import { legalText } from '../../feeds/characters.js';

/** The rows of a file as their writer meant them, unread, or a sentence that says why there are none. */
export type Records = { ok: true; rows: unknown[] } | { ok: false; problem: string };

export interface RecordsKind {
  /** What the list is called in a JSON object: `entities`. */
  list: string;
  /** The column that a CSV file must have. */
  column: string;
  /** Columns whose cells hold several, parted by `;`. */
  lists: readonly string[];
}

/** In: JSON (an object with the list, or the list itself) or CSV with a column for each field. Cells that are empty are left out. Never throws. */
export function readRecords(file: string, kind: RecordsKind): Records {
  const text = legalText(file);
  return /^\s*[[{]/.test(text) ? jsonRows(text, kind) : csvRows(text, kind);
}

function jsonRows(text: string, { list }: RecordsKind): Records {
  try {
    // What no text may hold can be written there in letters: \u0000.
    const value = JSON.parse(text, (_key, part: unknown) => (typeof part === 'string' ? legalText(part) : part)) as unknown;
    const rows = Array.isArray(value) ? (value as unknown[]) : (value as Record<string, unknown>)[list];
    return Array.isArray(rows) ? { ok: true, rows } : { ok: false, problem: `The file has no list of ${list}: {"${list}": [ … ]}.` };
  } catch (error) {
    return { ok: false, problem: `The file is no JSON: ${(error as Error).message}.` };
  }
}

function csvRows(text: string, { column, lists }: RecordsKind): Records {
  try {
    const records: Record<string, string>[] = parse(text, {
      bom: true,
      columns: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
    });
    if (records.length === 0 || !(column in records[0]!))
      return { ok: false, problem: `The file is neither JSON nor CSV with a column \`${column}\`.` };
    return { ok: true, rows: records.map((cells) => fromCells(cells, lists)) };
  } catch (error) {
    if (error instanceof CsvError) return { ok: false, problem: `The file is no CSV: ${error.message}.` };
    throw error;
  }
}

function fromCells(cells: Record<string, string>, lists: readonly string[]): unknown {
  const filled = Object.entries(cells).filter(([, cell]) => cell !== '');
  return Object.fromEntries(
    filled.map(([column, cell]) => [column, lists.includes(column) ? cell.split(/\s*;\s*/).filter(Boolean) : cell]),
  );
}
