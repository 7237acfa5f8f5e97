import { readFile } from 'node:fs/promises';

/** A row as its reader made something of it, or with what is wrong with it. */
type Row<Draft> = { row: number; name?: string } & ({ ok: true; draft: Draft } | { ok: false; problems: string[] });

/** A row that could not be read: its number in the file, and its name where rows have one. */
export interface BadRow {
  row: number;
  name?: string;
  problems: string[];
}

/**
 * Reads the file of rows that a command is given. Null where there is nothing to read; it has said so then, on standard error.
 * @param read makes rows of a text, or says why there are none
 */
export async function readRows<Draft>(
  file: string,
  read: (text: string) => { ok: true; rows: readonly Row<Draft>[] } | { ok: false; problem: string },
): Promise<{ drafts: Draft[]; badRows: BadRow[] } | null> {
  const text = await readText(file);
  if (text === null) return null;
  const result = read(text);
  if (!result.ok) {
    process.stderr.write(`${file}: ${result.problem}\n`);
    return null;
  }
  return rowsOf(result.rows);
}

/** Parts what could be read from what could not. */
export function rowsOf<Draft>(rows: readonly Row<Draft>[]): { drafts: Draft[]; badRows: BadRow[] } {
  const drafts = rows.flatMap((row) => (row.ok ? [row.draft] : []));
  const badRows = rows.flatMap((row) =>
    row.ok ? [] : [{ row: row.row, ...(row.name !== undefined && { name: row.name }), problems: row.problems }],
  );
  return { drafts, badRows };
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    process.stderr.write(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}.\n`);
    return null;
  }
}
