import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import { IANAZone } from 'luxon';
import { changes, unlessAllOrNothing } from '../config/command-kind.js';
import { Importer, type ImportReport } from './importer.js';

interface Options {
  url?: string;
  timezone?: string;
  json?: boolean;
}

export function registerImportCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  changes(program.command('import'), { inParts: unlessAllOrNothing })
    .description('Store saved documents: feeds, and blog pages with their comments (HTML or plain text).')
    .argument('<path...>', 'files, or folders of files')
    .option('--url <url>', 'where the document came from', webUrl)
    .option('--timezone <zone>', 'the zone of dates that say none (default: DIGEST_TIMEZONE)', zone)
    .option('--json', 'print one JSON object a line for each file')
    .action(async (paths: string[], options: Options) => {
      const app = await open();
      try {
        for (const path of paths) await importPath(app.get(Importer), path, options);
      } finally {
        await app.close();
      }
    });
}

async function importPath(importer: Importer, path: string, { json, ...options }: Options): Promise<void> {
  try {
    for await (const report of importer.importPath(path, options)) {
      if (!report.ok) process.exitCode = 1;
      if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
      else if (report.ok) process.stdout.write(`${sentence(report)}\n`);
      else process.stderr.write(`${report.file}: ${report.error.message}\n`);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    process.exitCode = 1;
    const message = code === 'ENOENT' ? 'There is no such file or folder.' : 'It may not be read by this user.';
    if (json) process.stdout.write(`${JSON.stringify({ file: path, ok: false, error: { code, message } })}\n`);
    else process.stderr.write(`${path}: ${message}\n`);
  }
}

function sentence({ file, posts, comments, added, revised }: Extract<ImportReport, { ok: true }>): string {
  const held = [count(posts, 'post'), count(comments, 'comment')].join(' and ');
  return `${file}: ${held}; ${added} new, ${revised} changed.`;
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}

function webUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It should be an address such as https://blog.example.org/post.');
  return text;
}

function zone(text: string): string {
  if (!IANAZone.isValidZone(text)) throw new InvalidArgumentError('It should be a zone name such as Europe/London.');
  return text;
}
