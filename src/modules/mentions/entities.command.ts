import type { INestApplicationContext } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { changes, reads, unlessAllOrNothing, unlessPreview } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { readCatalogue } from './catalogue.js';
import { draftOf } from './draft.js';
import { EntitiesQuery } from './entities.query.js';
import { EntitiesService } from './entities.service.js';
import { entityListText, entityOutput, importText, isRefused, looked, previewText, REMATCH_NEXT, said } from './entities.text.js';
import { Preview } from './preview.js';
import { readRows } from './read-rows.js';
import { Rematcher } from './rematcher.js';

interface AddOptions {
  kind?: string;
  from?: string;
  until?: string;
  alias?: string[];
  handle?: string[];
  hashtag?: string[];
  url?: string[];
  excluding?: string[];
  preview?: boolean;
  force?: boolean;
  json?: boolean;
}

interface ImportOptions {
  allOrNothing?: boolean;
  preview?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `entities add | list | rematch | import | remove`. */
export function registerEntitiesCommands(program: Command, open: OpenApplication): void {
  const entities = program.command('entities').description('The bodies and people that are watched for in posts.');
  changes(entities.command('add'), { isChange: unlessPreview })
    .description('Watch for an entity, or change one; says first what it will match.')
    .argument('<name>')
    .option('--kind <kind>', 'what it is, such as "ministerial department"')
    .option(
      '--alias <names...>',
      'other names; with = in front only as written ("=IT"), with days behind ("Name [2007-06-28..2010-05-11]")',
    )
    .option('--handle <handles...>', 'accounts, such as twitter:downingstreet')
    .option('--hashtag <tags...>', 'hashtags')
    .option('--url <addresses...>', 'everything at and below these addresses is its own')
    .option('--excluding <rules...>', 'what rules a mention out: after:WORDS, before:WORDS, near/5:WORDS, anywhere:WORDS')
    .option('--from <day>', 'the first day on which it is found')
    .option('--until <day>', 'the last')
    .option('--preview', 'count, and store nothing')
    .option('--force', 'store it though more than half of all posts would mention it')
    .option('--json', 'print one JSON object')
    .action((name: string, options: AddOptions, command: Command) => add(name, options, command, open));
  changes(entities.command('import'), { isChange: unlessPreview, inParts: unlessAllOrNothing })
    .description('Add or change the entities of a catalogue.')
    .argument('<file>', 'JSON, or CSV with a column for each field')
    .option('--all-or-nothing', 'store nothing if a row is bad; else the rest is stored')
    .option('--preview', 'count, and store nothing')
    .option('--force', 'store also what more than half of all posts would mention')
    .option('--json', 'print one JSON object')
    .action((file: string, options: ImportOptions) => importFile(file, options, open));
  reads(entities.command('list'))
    .description('List the entities, their mentions, and how far a rematch is.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => withApplication(open, (app) => list(app, json ?? false)));
  changes(entities.command('rematch'), { isChange: unlessPreview })
    .description('Look through all posts again, from where an earlier rematch stopped.')
    .argument('[slugs...]', 'only for these, from the beginning; as `entities list` shows them')
    .option('--preview', 'count, and write nothing')
    .option('--json', 'print one JSON object')
    .action((slugs: string[], { preview, json }: { preview?: boolean; json?: boolean }) =>
      withApplication(open, (app) => (preview ? previewRematch(app, slugs, json ?? false) : rematch(app, slugs, json ?? false))),
    );
  changes(entities.command('remove'))
    .description('Forget an entity and its mentions.')
    .argument('<slug>', 'as `entities list` shows it')
    .action((slug: string) => withApplication(open, (app) => remove(app, slug)));
}

async function add(name: string, options: AddOptions, command: Command, open: OpenApplication): Promise<void> {
  const { kind, from, until, alias, handle, hashtag, url, excluding, preview, force, json } = options;
  const read = draftOf({ name, kind, from, until, aliases: alias, handles: handle, hashtags: hashtag, urls: url, excluding });
  if (!read.ok) return command.error(read.problems.join('\n'), { exitCode: 2 });
  await withApplication(open, async (app) => {
    const { reports, isStored } = await app.get(EntitiesService).save([read.draft], { force: force ?? false, isPreview: preview ?? false });
    const [report] = reports;
    if (!report) return;
    if (isRefused(report)) process.exitCode = 1;
    if (json) process.stdout.write(`${JSON.stringify({ ...report, isStored })}\n`);
    else if (isRefused(report)) process.stderr.write(`${said(report)}\n`);
    else process.stdout.write(`${report.message}${looked(reports)}\n${isStored ? `${REMATCH_NEXT}\n` : ''}`);
  });
}

async function importFile(file: string, options: ImportOptions, open: OpenApplication): Promise<void> {
  const read = await readRows(file, readCatalogue);
  if (read === null) {
    process.exitCode = 1;
    return;
  }
  const { drafts, badRows } = read;
  const { allOrNothing = false, preview: isPreview = false, force = false, json } = options;
  await withApplication(open, async (app) => {
    const isVoid = allOrNothing && badRows.length > 0;
    const { reports, isStored } = await app.get(EntitiesService).save(drafts, { force, allOrNothing, isPreview: isPreview || isVoid });
    const report = { file, isStored, isPreview, reports, badRows };
    if (badRows.length > 0 || reports.some(isRefused)) process.exitCode = 1;
    if (json) return void process.stdout.write(`${JSON.stringify(report)}\n`);
    const { out, err } = importText(report);
    process.stderr.write(err);
    process.stdout.write(out);
  });
}

async function list(app: INestApplicationContext, json: boolean): Promise<void> {
  const rows = await app.get(EntitiesQuery).list();
  if (json) for (const row of rows) process.stdout.write(`${JSON.stringify(entityOutput(row))}\n`);
  else process.stdout.write(entityListText(rows));
}

async function previewRematch(app: INestApplicationContext, slugs: string[], json: boolean): Promise<void> {
  const rows = (await app.get(EntitiesQuery).list()).map(({ entity }) => entity);
  const chosen = slugs.length === 0 ? rows : rows.filter(({ slug }) => slugs.includes(slug));
  if (isMissing(slugs, chosen)) return;
  const { before, after, lookedAt, total } = await app.get(Preview).count(chosen);
  const none = { posts: 0, mentions: 0 };
  const counts = chosen.map(({ id, name, slug }) => ({ name, slug, before: before.get(id) ?? none, after: after.get(id) ?? none }));
  process.stdout.write(json ? `${JSON.stringify({ lookedAt, total, entities: counts })}\n` : previewText(counts, lookedAt, total));
}

async function rematch(app: INestApplicationContext, slugs: string[], json: boolean): Promise<void> {
  const [rematcher, query] = [app.get(Rematcher), app.get(EntitiesQuery)];
  const known = (await query.list()).map(({ entity }) => entity);
  if (
    isMissing(
      slugs,
      known.filter(({ slug }) => slugs.includes(slug)),
    )
  )
    return;
  const isWaiting = (await rematcher.progress()) !== null;
  if (slugs.length > 0 || !isWaiting) await app.get(EntitiesService).rematch(slugs.length > 0 ? slugs : null);
  const bar = process.stderr.isTTY
    ? new SingleBar({ stream: process.stderr, format: ' {bar} {percentage} % of the posts', clearOnComplete: true })
    : null;
  bar?.start(1, 0);
  await rematcher.run(({ done, of }) => {
    bar?.setTotal(of);
    bar?.update(done);
  });
  bar?.stop();
  await list(app, json);
}

async function remove(app: INestApplicationContext, slug: string): Promise<void> {
  if (await app.get(EntitiesService).remove(slug)) process.stdout.write(`${slug} is no longer watched, and its mentions are gone.\n`);
  else isMissing([slug], []);
}

/** Says which of the names are none. */
function isMissing(slugs: readonly string[], found: readonly { slug: string }[]): boolean {
  const missing = slugs.filter((wanted) => !found.some(({ slug }) => slug === wanted));
  for (const slug of missing) process.stderr.write(`There is no entity ${slug}. See which there are: hustings entities list\n`);
  if (missing.length > 0) process.exitCode = 1;
  return missing.length > 0;
}
