import type { Command } from 'commander';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { readText } from '../mentions/read-text.js';
import { importText } from './coding.text.js';
import { judgementOf, readJudgements } from './judgement.form.js';
import { JudgementsService } from './judgements.service.js';

interface CodeOptions {
  coder?: string;
  note?: string;
  json?: boolean;
}

interface ImportOptions {
  allOrNothing?: boolean;
  json?: boolean;
}

/** `code POST [CODE…]` and `code import`. */
export function registerCodeCommand(program: Command, open: OpenApplication): void {
  const code = program
    .command('code')
    .description('Judge a post: give it codes of the codebook, or say that none fits.')
    .argument('<post>', 'its number, as its address has it')
    .argument('[codes...]', 'short names of codes; none, if none fits')
    .option('--coder <name>', 'who judges; must be given')
    .option('--note <text>', 'why')
    .option('--json', 'print one JSON object')
    .action((post: string, codes: string[], options: CodeOptions, command: Command) => judge(post, codes, options, command, open));
  code
    .command('import')
    .description('Store what was judged elsewhere, such as in a spreadsheet.')
    .argument('<file>', 'CSV or JSON with post, coder, codes (parted by ;) and note')
    .option('--all-or-nothing', 'store nothing if a row is bad; else the rest is stored')
    .option('--json', 'print one JSON object')
    // `code` itself has a --json, and takes it first.
    .action((file: string, _: unknown, command: Command) => importFile(file, command.optsWithGlobals<ImportOptions>(), open));
}

async function judge(post: string, codes: string[], options: CodeOptions, command: Command, open: OpenApplication): Promise<void> {
  const { coder, note, json } = options;
  const read = judgementOf({ post, coder, codes, note });
  if (!read.ok) return command.error(read.problems.join('\n'), { exitCode: 2 });
  await withApplication(open, async (app) => {
    const { reports } = await app.get(JudgementsService).judge([read.draft]);
    const report = reports[0]!;
    const isRefused = report.result === 'refused';
    if (isRefused) process.exitCode = 1;
    if (json) return void process.stdout.write(`${JSON.stringify(report)}\n`);
    const given = read.draft.codes.length > 0 ? read.draft.codes.join(', ') : 'no code';
    if (isRefused) process.stderr.write(`${report.problems.join('\n')}\n`);
    else process.stdout.write(`Post ${report.postId}, ${report.coder}: ${given} (${report.result}).\n`);
  });
}

async function importFile(file: string, options: ImportOptions, open: OpenApplication): Promise<void> {
  const text = await readText(file);
  const judgements = text === null ? null : readJudgements(text);
  if (judgements?.ok === false) process.stderr.write(`${file}: ${judgements.problem}\n`);
  if (!judgements?.ok) {
    process.exitCode = 1;
    return;
  }
  const drafts = judgements.rows.flatMap((row) => (row.ok ? [row.draft] : []));
  const badRows = judgements.rows.flatMap((row) => (row.ok ? [] : [{ row: row.row, problems: row.problems }]));
  const isVoid = options.allOrNothing === true && badRows.length > 0;
  await withApplication(open, async (app) => {
    const { reports, isStored } = await app.get(JudgementsService).judge(isVoid ? [] : drafts, options);
    const report = { file, isStored, reports, badRows };
    if (badRows.length > 0 || reports.some(({ result }) => result === 'refused')) process.exitCode = 1;
    if (options.json) return void process.stdout.write(`${JSON.stringify(report)}\n`);
    const { out, err } = importText(report);
    process.stderr.write(err);
    process.stdout.write(out);
  });
}
