import { readFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Option } from 'commander';
import { changes, reads } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { readOpml, writeOpml } from '../../feeds/opml.js';
import { Clock } from '../clock/clock.js';
import { registerFeedCareCommands } from './feed-care.command.js';
import { typedTags } from './feed-tags.js';
import { feedListText, feedOutput } from './feeds.text.js';
import { FeedsQuery } from './feeds.query.js';
import { knownFromOpml, opmlOfRows } from './opml-feeds.js';
import { type Affiliation, AFFILIATIONS } from './source.entity.js';
import { SourcesService } from './sources.service.js';

interface AddOptions {
  source?: string;
  platform?: string;
  affiliation?: Affiliation;
  tag?: string[];
  json?: boolean;
}

/** `feeds add | list | import | export`, and what is done to one feed. Results go to standard output; with --json they are JSON, and nothing else is printed there. */
export function registerFeedsCommands(program: Command, open: OpenApplication): void {
  const feeds = program.command('feeds').description('The feeds that are polled.');
  changes(feeds.command('add'))
    .description('Add a feed, or find the feeds of a page.')
    .argument('<url>', 'of a feed, or of a page that has one')
    .option('--source <name>', 'the publisher that it belongs to; else what the feed calls itself')
    .option('--platform <platform>', 'what it runs on, such as wordpress')
    .addOption(new Option('--affiliation <affiliation>', 'whose voice it is').choices(AFFILIATIONS))
    .option('--tag <tags...>', 'words by which feeds are kept together')
    .option('--json', 'print one JSON object')
    .action((url: string, options: AddOptions) => withApplication(open, (app) => add(app.get(SourcesService), url, options)));
  reads(feeds.command('list'))
    .description('List the feeds, and how their last poll went.')
    .option('--tag <tag>', 'only those that have this tag')
    .option('--json', 'print one JSON object a line for each feed')
    .action((options: { tag?: string; json?: boolean }) => withApplication(open, (app) => list(app, options)));
  changes(feeds.command('import'))
    .description('Add the feeds of an OPML file.')
    .argument('<file>', 'OPML, of ours or of anyone')
    .option('--json', 'print one JSON object')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const text = await readList(file);
      if (text !== null) await withApplication(open, (app) => importOpml(app.get(SourcesService), file, text, json ?? false));
    });
  reads(feeds.command('export'))
    .description('Print all feeds as OPML.')
    .action(() => withApplication(open, exportOpml));
  registerFeedCareCommands(feeds, open);
}

async function add(sources: SourcesService, url: string, { source, platform, affiliation, tag = [], json }: AddOptions): Promise<void> {
  const report = await sources.addFeed({ url, sourceTitle: source, platform, affiliation, tags: typedTags(tag.join(',')) });
  const isDone = report.result === 'added' || report.result === 'already-there';
  if (!isDone) process.exitCode = 1;
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else (isDone ? process.stdout : process.stderr).write(`${report.message}\n`);
}

async function list(app: INestApplicationContext, { tag, json }: { tag?: string; json?: boolean }): Promise<void> {
  const feeds = app.get(FeedsQuery);
  const [rows, discussions] = [await feeds.list(tag === undefined ? null : (typedTags(tag)[0] ?? '')), await feeds.discussions()];
  if (json) for (const row of rows) process.stdout.write(`${JSON.stringify(feedOutput(row, discussions, app.get(Clock).now()))}\n`);
  else if (rows.length === 0 && tag !== undefined) process.stdout.write(`No feed has the tag ${tag}.\n`);
  else process.stdout.write(feedListText(rows, discussions, app.get(Clock).now()));
}

async function readList(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    process.stderr.write(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}.\n`);
    process.exitCode = 1;
    return null;
  }
}

async function importOpml(sources: SourcesService, file: string, text: string, json: boolean): Promise<void> {
  const { feeds, warnings } = readOpml(text);
  const { added, alreadyThere, refused } = await sources.addKnownFeeds(feeds.map(knownFromOpml));
  const report = { file, feeds: feeds.length, added, alreadyThere, warnings: [...warnings, ...refused] };
  if (feeds.length === 0) process.exitCode = 1;
  if (json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const warning of report.warnings) process.stderr.write(`${warning}\n`);
  if (feeds.length === 0) process.stderr.write(`${file} names no feeds.\n`);
  else process.stdout.write(`${added} ${added === 1 ? 'feed' : 'feeds'} added, ${alreadyThere} there already.\n`);
}

async function exportOpml(app: INestApplicationContext): Promise<void> {
  const rows = await app.get(FeedsQuery).list();
  process.stdout.write(writeOpml(opmlOfRows(rows), { title: 'Feeds of Hustings', createdAt: app.get(Clock).now() }));
}
