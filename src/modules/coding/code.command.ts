import type { Command } from 'commander';
import { changes, unlessAllOrNothing } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { importFile, type ImportOptions } from './import-file.js';
import { judgementOf, readJudgements } from './judgement.form.js';
import { JudgementsService } from './judgements.service.js';

interface CodeOptions {
  coder?: string;
  note?: string;
  json?: boolean;
}

/** `code POST [CODE…]` and `code import`. */
export function registerCodeCommand(program: Command, open: OpenApplication): void {
  const code = changes(program.command('code'))
    .description('Judge a post: give it codes of the codebook, or say that none fits.')
    .argument('<post>', 'its number, as its address has it')
    .argument('[codes...]', 'short names of codes; none, if none fits')
    .option('--coder <name>', 'who judges; must be given')
    .option('--note <text>', 'why')
    .option('--json', 'print one JSON object')
    .action((post: string, codes: string[], options: CodeOptions, command: Command) => judge(post, codes, options, command, open));
  changes(code.command('import'), { inParts: unlessAllOrNothing })
    .description('Store what was judged elsewhere, such as in a spreadsheet.')
    .argument('<file>', 'CSV or JSON with post, coder, codes (parted by ;) and note')
    .option('--all-or-nothing', 'store nothing if a row is bad; else the rest is stored')
    .option('--json', 'print one JSON object')
    // `code` itself has a --json, and takes it first.
    .action((file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ImportOptions>();
      return importFile(file, options, open, readJudgements, (app, drafts) => app.get(JudgementsService).judge(drafts, options));
    });
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
