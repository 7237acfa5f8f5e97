import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'csv-stringify';
import { Database } from '../database/database.js';
import { type ExportedPost, exportPosts } from './export.query.js';

interface Options {
  query?: string;
  since?: Date;
  until?: Date;
  format: 'ndjson' | 'csv';
}

export function registerExportCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  program
    .command('export')
    .description('Print posts and comments with their threads, oldest first.')
    .option('--query <words>', 'only what holds all these words and "phrases"')
    .option('--since <instant>', 'from this day or instant on (2008-04-03, 2008-04-03T12:00Z)', instant)
    .option('--until <instant>', 'before this day or instant', instant)
    .addOption(new Option('--format <format>', 'one JSON object a line, or a table').choices(['ndjson', 'csv']).default('ndjson'))
    .action(async (options: Options) => {
      const app = await open();
      try {
        const filter = { query: options.query ?? null, since: options.since ?? null, until: options.until ?? null };
        const posts = Readable.from(exportPosts(app.get(Database), filter));
        if (options.format === 'csv') await pipeline(posts.map(toCsvRow), csv(), process.stdout, { end: false });
        else await pipeline(posts.map(toLine), process.stdout, { end: false });
      } finally {
        await app.close();
      }
    });
}

function instant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It should be a day such as 2008-04-03, or an instant such as 2008-04-03T12:00Z.');
  return date;
}

function toLine(post: ExportedPost): string {
  return `${JSON.stringify(post)}\n`;
}

function csv(): Transform {
  return stringify({ header: true, escape_formulas: true });
}

/** One flat row; lists are joined by spaces, people split into columns. */
function toCsvRow({ author, links, mentions, publishedAt, goneAt, linkbacks, ...post }: ExportedPost): Record<string, unknown> {
  return {
    ...post,
    authorName: author.name,
    authorUrl: author.url,
    authorHandle: author.handle,
    publishedAt: publishedAt?.toISOString() ?? null,
    mentions: mentions.map(({ entity, role }) => `${entity}:${role}`).join(' '),
    links: links.map(({ url }) => url).join(' '),
    goneAt: goneAt?.toISOString() ?? null,
    linkbacks: linkbacks.map(({ url, title }) => url ?? title ?? '').join(' '),
  };
}
