import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { changes, reads, unlessAllOrNothing } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { agreementOf } from './agreement.js';
import { codeOf, readCodebook } from './code.form.js';
import { CodebookService } from './codebook.service.js';
import { agreementOutput, agreementText, codebookText, codeOutput, codeText, retiredText } from './coding.text.js';
import { importFile, type ImportOptions } from './import-file.js';
import { coderOf } from './judgement.form.js';
import { bookCodeOf, type CoderRow, JudgementsQuery } from './judgements.query.js';

interface AddOptions {
  slug?: string;
  definition?: string;
  example?: string;
  json?: boolean;
}

interface AgreementOptions {
  code?: string;
  json?: boolean;
}

/** `codebook add | import | list | retire | agreement`. */
export function registerCodebookCommands(program: Command, open: OpenApplication): void {
  const codebook = program.command('codebook').description('The codes that coders give to posts, and how far coders agree.');
  changes(codebook.command('add'))
    .description('Add a code, or change the one that has the short name.')
    .argument('<label>', 'what pages call it')
    .option('--slug <slug>', 'its short name; else made from the label')
    .option('--definition <text>', 'when it is given, and when not')
    .option('--example <text>', 'words to which it is given')
    .option('--json', 'print one JSON object')
    .action((label: string, options: AddOptions, command: Command) => add(label, options, command, open));
  changes(codebook.command('import'), { inParts: unlessAllOrNothing })
    .description('Add or change the codes of a file, in its order.')
    .argument('<file>', 'CSV or JSON with label, slug, definition, example')
    .option('--all-or-nothing', 'store nothing if a row is bad; else the rest is stored')
    .option('--json', 'print one JSON object')
    .action((file: string, options: ImportOptions) =>
      importFile(file, options, open, readCodebook, (app, drafts) => app.get(CodebookService).save(drafts, options)),
    );
  reads(codebook.command('list'))
    .description('List the codes, and how many posts bear each.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => withApplication(open, (app) => list(app, json ?? false)));
  changes(codebook.command('retire'))
    .description('Take a code out of the book; where it was given, it stays.')
    .argument('<slug>', 'as `codebook list` shows it')
    .action((slug: string) => withApplication(open, (app) => retire(app, slug)));
  reads(codebook.command('agreement'))
    .description("How far coders agree, code by code: Cohen's kappa of two coders, or of every two.")
    .argument('[coders...]', 'two names; else every pair')
    .option('--code <slug>', 'of this code alone')
    .option('--json', 'print one JSON object a line for each pair')
    .action((coders: string[], options: AgreementOptions, command: Command) => {
      if (coders.length !== 0 && coders.length !== 2) return command.error('Name two coders, or none for every pair.', { exitCode: 2 });
      return withApplication(open, (app) => agreement(app, coders, options));
    });
}

async function add(label: string, { json, ...options }: AddOptions, command: Command, open: OpenApplication): Promise<void> {
  const read = codeOf({ label, ...options });
  if (!read.ok) return command.error(read.problems.join('\n'), { exitCode: 2 });
  await withApplication(open, async (app) => {
    const { reports } = await app.get(CodebookService).save([read.draft]);
    const report = reports[0]!;
    if (report.problem !== null) process.exitCode = 1;
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else (report.problem === null ? process.stdout : process.stderr).write(codeText(report));
  });
}

async function list(app: INestApplicationContext, json: boolean): Promise<void> {
  const [codes, given] = [await app.get(CodebookService).codes(), await app.get(JudgementsQuery).given()];
  if (json) for (const code of codes) process.stdout.write(`${JSON.stringify(codeOutput(code, given))}\n`);
  else process.stdout.write(codebookText(codes, given));
}

async function retire(app: INestApplicationContext, slug: string): Promise<void> {
  const retired = await app.get(CodebookService).retire(slug);
  if (retired === 'missing') return fail(`There is no code ${slug}. See which there are: hustings codebook list\n`);
  process.stdout.write(`${retiredText(slug, retired)}\n`);
}

async function agreement(app: INestApplicationContext, names: string[], { code: slug, json }: AgreementOptions): Promise<void> {
  const query = app.get(JudgementsQuery);
  const codes = (await app.get(CodebookService).codes()).map(bookCodeOf);
  const chosen = slug === undefined ? codes : codes.filter((code) => code.slug === slug);
  if (chosen.length === 0 && slug !== undefined) return fail(`There is no code ${slug}. See which there are: hustings codebook list\n`);
  const coders = await query.coders();
  const known = coders.map(({ name }) => name).join(', ') || 'nobody yet';
  const pairs: [CoderRow, CoderRow][] = coders.flatMap((first, index) =>
    coders.slice(index + 1).map((second): [CoderRow, CoderRow] => [first, second]),
  );
  if (names.length === 2) {
    const [first, second] = names.map((name) => coders.find(({ key }) => key === coderOf(name)?.key));
    if (!first || !second) return fail(`There is no coder ${first ? names[1] : names[0]}. There are: ${known}.\n`);
    pairs.splice(0, pairs.length, [first, second]);
  }
  if (pairs.length === 0) return fail(`Agreement takes two coders, who judged the same posts. There are: ${known}.\n`);
  for (const pair of pairs) {
    const found = agreementOf(chosen, await query.of(pair[0].key), await query.of(pair[1].key));
    process.stdout.write(json ? `${JSON.stringify(agreementOutput(pair, found))}\n` : `${agreementText(pair, found)}`);
  }
}

function fail(message: string): void {
  process.stderr.write(message);
  process.exitCode = 1;
}
