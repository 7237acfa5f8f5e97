import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Option } from 'commander';
import { Clock } from '../clock/clock.js';
import { reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { countOf } from '../pages/words.js';
import { parseQuery } from '../search/query-parser.js';
import { printError } from '../search/query-printer.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { SearchService } from '../search/search.service.js';
import { manifestBeside, verifyExport, writeExport, writeManifest } from './export-file.js';
import { Exports, type Selection } from './exports.service.js';
import { frugally } from './frugal.js';
import { instantIn, PERIODS, SINCE, timeOf, type TimeOptions, UNTIL } from './options.js';
import { type ExportFormat, FORMATS } from './writing.js';

interface Options extends TimeOptions {
  query?: string;
  source?: string;
  format: ExportFormat;
  output?: string;
  manifest?: string;
}

/** `export`, and `export verify`. */
export function registerExportCommand(program: Command, open: OpenApplication): void {
  const command = reads(program.command('export'))
    .description('Print posts and comments with their threads, oldest first.')
    .option('--query <query>', 'only what this finds, in the language of /search')
    .addOption(new Option('--source <slug>', 'the whole talk of a source, with all that its figures are made of').conflicts('query'))
    .addOption(new Option('--period <period>', 'of a source’s talk').choices(PERIODS).conflicts(['since', 'until', 'query']))
    .option(...SINCE)
    .option(...UNTIL)
    .addOption(new Option('--format <format>', 'one JSON object a line, or a table').choices(FORMATS).default('ndjson'))
    .option('--output <file>', 'write to a file, and FILE.manifest.json beside it')
    .option('--manifest <file>', 'write to this file what was exported, with a hash of it')
    .action((options: Options) => withApplication(open, (app) => exportPosts(app, options)));
  reads(command.command('verify'))
    .description('See whether an export is as it was written.')
    .argument('<file>', 'the export')
    .action((file: string, _: unknown, { parent }: Command) => verify(file, parent?.opts<Options>().manifest ?? manifestBeside(file)));
}

async function exportPosts(app: INestApplicationContext, options: Options): Promise<void> {
  const selection = await selectionOf(app, options);
  if ('failure' in selection) return fail(selection.failure, 2);
  await app.get(Exports).readOnce();
  const exported = await app.get(Exports).open(selection, options.format);
  try {
    if (options.output === undefined) {
      await pipeline(Readable.from(frugally(exported.bytes)), process.stdout, { end: false });
      if (options.manifest !== undefined) await writeManifest(exported.manifest(), options.manifest);
      return;
    }
    const manifest = options.manifest ?? manifestBeside(options.output);
    const { rows } = await writeExport(exported, options.output, manifest);
    process.stderr.write(`${countOf(rows, 'post', 'posts')} in ${options.output}; what they are, and a hash of them, in ${manifest}.\n`);
  } catch (error) {
    if (error instanceof SearchTooSlow) return fail(`${error.message}\n`, 1);
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EISDIR' && code !== 'ENOSPC') throw error;
    fail(`${path ?? 'The file'} cannot be written (${code}). Name another, or make room for it.\n`, 1);
  }
}

async function selectionOf(app: INestApplicationContext, options: Options): Promise<Selection | { failure: string }> {
  const { timezone } = app.get<Config>(CONFIG);
  if (options.source !== undefined) {
    const source = await app.get(SourcesQuery).bySlug(options.source);
    if (source === null)
      return { failure: `There is no source “${options.source}”. \`hustings feeds list\` shows those that there are.\n` };
    return { of: 'talk', source, span: timeOf(options, source, timezone, app.get(Clock).now()) };
  }
  if (options.period !== undefined) return { failure: '--period is for the talk of a source: name it with --source.\n' };
  const [since, until] = [instantIn(options.since, timezone), instantIn(options.until, timezone)];
  if (options.query === undefined) return { of: 'time', query: null, since, until };
  const parsed = parseQuery(options.query, timezone);
  if (!parsed.ok) return { failure: printError(options.query, parsed.error) };
  const error = await app.get(SearchService).check(parsed.query);
  return error ? { failure: printError(options.query, error) } : { of: 'time', query: parsed.query, since, until };
}

async function verify(file: string, manifest: string): Promise<void> {
  const verified = await verifyExport(file, manifest);
  if (verified.ok) process.stdout.write(`${verified.sentence}\n`);
  else fail(`${verified.sentence}\n`, 1);
}

function fail(message: string, code: number): void {
  process.stderr.write(message);
  process.exitCode = code;
}
