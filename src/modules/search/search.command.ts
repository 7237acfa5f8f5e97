import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { changes } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { formatInstant } from '../pages/instants.js';
import { countOf, excerptOf } from '../pages/words.js';
import { headlineOf } from '../posts/headline.js';
import { speakerOf } from '../posts/speaker.js';
import { parseQuery } from './query-parser.js';
import { printError } from './query-printer.js';
import { Reindexer } from './reindexer.js';
import { type ResultRow, ResultsQuery } from './results.query.js';
import { SearchTooSlow } from './search-reader.js';
import { type Answer, LOOKED_AT_MAX, type Order, ORDERS, SearchService } from './search.service.js';

interface Options {
  json?: boolean;
  order: Order;
  limit: number;
  reindex?: boolean;
}

/** `search`: what a query finds, on standard output. */
export function registerSearchCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  changes(program.command('search'), { isChange: ({ reindex }) => reindex === true })
    .description('Find posts and comments; the page /search explains the language of queries.')
    .argument('[query...]', 'words, "phrases", AND, OR, NOT, prefix*, NEAR/5, author:, source:, after: and others')
    .option('--json', 'one JSON object a line')
    .addOption(new Option('--order <order>', 'what comes first').choices(ORDERS).default('relevance'))
    .option('--limit <number>', `how many to print, ${LOOKED_AT_MAX} at most`, limitOf, 20)
    .option('--reindex', 'file all posts under their words again; goes on where an earlier one stopped')
    .action(async (words: string[], options: Options) => {
      const app = await open();
      try {
        await (options.reindex ? reindex(app) : search(app, words.join(' '), options));
      } finally {
        await app.close();
      }
    });
}

async function search(app: INestApplicationContext, text: string, options: Options): Promise<void> {
  const { timezone } = app.get<Config>(CONFIG);
  const parsed = parseQuery(text, timezone);
  if (!parsed.ok) return fail(printError(text, parsed.error), 2);
  const cursor =
    options.order === 'date'
      ? ({ order: 'date', beforePlace: null } as const)
      : ({ order: 'relevance', skip: 0, throughId: null } as const);
  try {
    const searched = await app.get(SearchService).search(parsed.query, cursor, options.limit);
    if (!searched.ok) return fail(printError(text, searched.error), 2);
    const rows = await app.get(ResultsQuery).rows(
      searched.answer.found.map(({ postId }) => postId),
      { html: false },
    );
    process.stdout.write(options.json ? jsonLines(searched.answer, rows) : lines(searched.answer, rows, timezone));
  } catch (error) {
    if (!(error instanceof SearchTooSlow)) throw error;
    fail(`${error.message}\n`, 1);
  }
}

async function reindex(app: INestApplicationContext): Promise<void> {
  const reindexer = app.get(Reindexer);
  const before = await reindexer.progress();
  const isUnderWay = before !== null && before.throughId < before.untilId;
  const { untilId } = await reindexer.run({
    again: !isUnderWay,
    onProgress: (progress) => process.stderr.write(`\rFiled up to post ${progress.throughId} of ${progress.untilId}`),
  });
  process.stderr.write('\n');
  process.stdout.write(untilId === 0 ? 'There are no posts to file.\n' : 'All posts can be found.\n');
}

function lines(answer: Answer, rows: readonly ResultRow[], zone: string): string {
  const total = answer.isMore
    ? `More than ${countOf(LOOKED_AT_MAX, 'result', 'results')}`
    : countOf(answer.counted.length, 'result', 'results');
  const found = rows.map((row) => {
    const { name } = speakerOf(row);
    const root = row.rootId === null ? null : headlineOf({ title: row.rootTitle, text: row.rootText ?? '', url: row.rootUrl }).text;
    const what = root === null ? headlineOf(row).text : `on ${excerptOf(root, 80)}: ${excerptOf(row.text, 160)}`;
    return `${row.id}  ${formatInstant(new Date(row.sortAt), 'moment', zone)}  ${name} (${row.sourceTitle})\n    ${what}\n`;
  });
  return `${found.join('')}${total}${rows.length < answer.counted.length ? `, of which ${rows.length} are shown` : ''}.\n`;
}

/** The names are a promise to scripts. */
function jsonLines(answer: Answer, rows: readonly ResultRow[]): string {
  const found = new Map(answer.found.map((each) => [each.postId, each]));
  return rows
    .map((row) => {
      const { sourceId, language } = found.get(row.id) ?? { sourceId: 0, language: null };
      const source = answer.sources.get(sourceId);
      return `${JSON.stringify({
        id: row.id,
        threadId: row.rootId ?? row.id,
        kind: row.kind,
        url: row.url,
        source: source?.slug ?? null,
        platform: source?.platform ?? null,
        affiliation: row.voice ?? 'unknown',
        author: row.authorName,
        title: row.title,
        text: row.text,
        language,
        publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt),
        goneAt: row.goneAt === null ? null : new Date(row.goneAt),
      })}\n`;
    })
    .join('');
}

function limitOf(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > LOOKED_AT_MAX) throw new InvalidArgumentError(`Write a number from 1 to ${LOOKED_AT_MAX}.`);
  return limit;
}

function fail(message: string, code: number): void {
  process.stderr.write(message);
  process.exitCode = code;
}
