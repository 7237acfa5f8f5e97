import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { changes, reads, unlessPreview } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { formatInstant } from '../pages/instants.js';
import { instantOfPlace } from '../search/place.js';
import { parseQuery } from '../search/query-parser.js';
import { queryWords } from './query-words.js';
import { WatchRematcher } from './rematcher.js';
import { draftOf } from './saved-search.form.js';
import { SavedSearches } from './saved-searches.service.js';
import { WatchesQuery } from './watches.query.js';
import { type ListedWatch, savedText, watchListText, watchOutput, watchText } from './watches.text.js';

interface AddOptions {
  note?: string;
  /** False with --no-watch. */
  watch: boolean;
  anyway?: boolean;
  preview?: boolean;
  json?: boolean;
}

/** `watches add | list | show | rematch | remove`. */
export function registerWatchesCommands(program: Command, open: OpenApplication): void {
  const watches = program.command('watches').description('Searches that have a name, and are asked of messages as they arrive.');
  changes(watches.command('add'), { isChange: unlessPreview })
    .description('Save a search and watch it, or change the one of this name; says first what it finds.')
    .argument('<name>')
    .argument('<query>', 'in the language of `search`')
    .option('--note <text>', 'who saves it, and why')
    .option('--no-watch', 'save it, and ask it only when somebody opens it')
    .option('--anyway', 'watch it though it finds more than a fifth of all messages')
    .option('--preview', 'count, and store nothing')
    .option('--json', 'print one JSON object')
    .action((name: string, query: string, options: AddOptions, command: Command) => add(name, query, options, command, open));
  reads(watches.command('list'))
    .description('List what is saved, how much each watch found, and how far it has looked.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => withApplication(open, (app) => list(app, null, json ?? false)));
  reads(watches.command('show'))
    .description('Show one: its query in words, its note, and what it found.')
    .argument('<slug>', 'as `watches list` shows it')
    .option('--json', 'print one JSON object')
    .action((slug: string, { json }: { json?: boolean }) => withApplication(open, (app) => show(app, slug, json ?? false)));
  changes(watches.command('rematch'))
    .description('Look through all stored messages again, from where an earlier rematch stopped.')
    .argument('[slugs...]', 'only for these, from the beginning; as `watches list` shows them')
    .option('--json', 'print one JSON object a line for each')
    .action((slugs: string[], { json }: { json?: boolean }) => withApplication(open, (app) => rematch(app, slugs, json ?? false)));
  changes(watches.command('remove'))
    .description('Forget a search, and what it found.')
    .argument('<slug>', 'as `watches list` shows it')
    .option('--json', 'print one JSON object')
    .action((slug: string, { json }: { json?: boolean }) => withApplication(open, (app) => remove(app, slug, json ?? false)));
}

async function add(name: string, query: string, options: AddOptions, command: Command, open: OpenApplication): Promise<void> {
  const { note, watch: isWatched, anyway, preview: isPreview, json } = options;
  const read = draftOf({ name, query, note, isWatched });
  if (!read.ok) return command.error(Object.values(read.problems).join('\n'), { exitCode: 2 });
  await withApplication(open, async (app) => {
    const saved = await app.get(SavedSearches).save(read.draft, { mayChange: true, anyway, isPreview });
    const { text, isSaved } = savedText(name, read.draft.query, isWatched, saved);
    if (!isSaved) process.exitCode = saved.result === 'unreadable' ? 2 : 1;
    if (json) process.stdout.write(`${JSON.stringify({ name, query: read.draft.query, isWatched, ...saved })}\n`);
    else (isSaved ? process.stdout : process.stderr).write(text);
  });
}

async function list(app: INestApplicationContext, slugs: readonly string[] | null, json: boolean): Promise<void> {
  const rows = (await app.get(WatchesQuery).all()).filter(({ slug }) => slugs === null || slugs.includes(slug));
  const watches: ListedWatch[] = [];
  for (const row of rows) watches.push({ row, found: (await app.get(WatchesQuery).count(row.id)).found });
  if (json) for (const watch of watches) process.stdout.write(`${JSON.stringify(watchOutput(watch))}\n`);
  else process.stdout.write(watchListText(watches, app.get<Config>(CONFIG).timezone));
}

async function show(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const row = await app.get(SavedSearches).bySlug(slug);
  if (row === null) return missing(slug);
  const { timezone, baseUrl } = app.get<Config>(CONFIG);
  const watch = { row, found: (await app.get(WatchesQuery).count(row.id)).found };
  const parsed = parseQuery(row.query, timezone);
  const words = parsed.ok ? queryWords(parsed.query) : null;
  process.stdout.write(json ? `${JSON.stringify({ ...watchOutput(watch), words })}\n` : watchText(watch, words, baseUrl, timezone));
}

async function rematch(app: INestApplicationContext, slugs: string[], json: boolean): Promise<void> {
  const rows = (await app.get(WatchesQuery).all()).filter(({ isWatched }) => isWatched === 1);
  const unknown = slugs.filter((wanted) => !rows.some(({ slug }) => slug === wanted));
  unknown.forEach(missing);
  if (unknown.length > 0) return;
  const isWaiting = rows.some(({ rematchBeforePlace }) => rematchBeforePlace !== null);
  if (slugs.length > 0 || !isWaiting) await app.get(SavedSearches).rematch(slugs.length > 0 ? slugs : null);
  const { timezone } = app.get<Config>(CONFIG);
  await app.get(WatchRematcher).run(({ slug, downToPlace }) => {
    if (!process.stderr.isTTY) return;
    const day = downToPlace === null ? 'the beginning' : formatInstant(new Date(instantOfPlace(downToPlace)), 'day', timezone);
    process.stderr.write(`\r\u001b[K${slug}: back to ${day}`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  await list(app, slugs.length > 0 ? slugs : null, json);
}

async function remove(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const isRemoved = await app.get(SavedSearches).remove(slug);
  if (!isRemoved) missing(slug);
  if (json) process.stdout.write(`${JSON.stringify({ slug, isRemoved })}\n`);
  else if (isRemoved) process.stdout.write(`${slug} is gone, with what it found.\n`);
}

function missing(slug: string): void {
  process.stderr.write(`There is no watch ${slug}. See which there are: hustings watches list\n`);
  process.exitCode = 1;
}
