import type { INestApplicationContext } from '@nestjs/common';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { readRows } from '../mentions/read-rows.js';
import { importText, type Imported } from './coding.text.js';

export interface ImportOptions {
  allOrNothing?: boolean;
  json?: boolean;
}

/** Stores the rows of a file, and says what became of each. Of one with a bad row nothing is stored, where all or nothing is asked for. */
export async function importFile<Draft>(
  file: string,
  options: ImportOptions,
  open: OpenApplication,
  read: Parameters<typeof readRows<Draft>>[1],
  store: (app: INestApplicationContext, drafts: Draft[]) => Promise<{ reports: Imported[]; isStored: boolean }>,
): Promise<void> {
  const rows = await readRows(file, read);
  if (rows === null) {
    process.exitCode = 1;
    return;
  }
  const { drafts, badRows } = rows;
  const isVoid = options.allOrNothing === true && badRows.length > 0;
  await withApplication(open, async (app) => {
    const { reports, isStored } = await store(app, isVoid ? [] : drafts);
    const report = { file, isStored, reports, badRows };
    if (badRows.length > 0 || reports.some(({ result }) => result === 'refused')) process.exitCode = 1;
    if (options.json) return void process.stdout.write(`${JSON.stringify(report)}\n`);
    const { out, err } = importText(report);
    process.stderr.write(err);
    process.stdout.write(out);
  });
}
