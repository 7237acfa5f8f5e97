import type { INestApplicationContext } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { isDay, NO_ADDRESS, NO_DAY, startOf } from '../affiliations/affiliation.form.js';
import { Affiliations } from '../affiliations/affiliations.js';
import { listText, refreshedText, setText } from '../affiliations/affiliations.text.js';
import { changes, reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { webUrl } from '../pages/web-url.js';
import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';
import { Revoicer } from './revoicer.js';

interface SetOptions {
  author?: string;
  from?: string;
  until?: string;
  evidence?: string;
  note?: string;
}

/** `affiliations set | list | remove | refresh`. What is set or taken back is so at once for every message that is stored. */
export function registerAffiliationsCommands(program: Command, open: OpenApplication): void {
  const affiliations = program.command('affiliations').description('Whose voice a source or an author is, and since when.');
  changes(affiliations.command('set'))
    .description('Say whose voice a source is, or one of its authors, during a time.')
    .argument('<source>', 'its title, or its place in addresses')
    .addArgument(new Argument('<affiliation>', 'whose voice it is').choices(AFFILIATIONS))
    .option('--author <name>', 'one who signs there; else the source as a whole')
    .option('--from <day>', 'the first day, as 2010-05-11; else ever before', asDay)
    .option('--until <day>', 'the first day on which it no longer holds; else for ever', asDay)
    .option('--evidence <url>', 'where one can see for oneself', asAddress)
    .option('--note <text>', 'what is to be known besides')
    .action((source: string, affiliation: Affiliation, options: SetOptions) =>
      withApplication(open, (app) => set(app, source, affiliation, options)),
    );
  reads(affiliations.command('list'))
    .description('List the affiliations that have dates or authors.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => withApplication(open, (app) => list(app, json ?? false)));
  changes(affiliations.command('remove'))
    .description('Take back one that was set.')
    .argument('<number>', 'as `affiliations list` shows it')
    .action((number: string) => withApplication(open, (app) => remove(app, number)));
  changes(affiliations.command('refresh'))
    .description('Give stored messages the voices that are known, from where an earlier run stopped.')
    .action(() => withApplication(open, (app) => refresh(app)));
}

async function set(app: INestApplicationContext, source: string, affiliation: Affiliation, options: SetOptions): Promise<void> {
  const { timezone } = app.get<Config>(CONFIG);
  const instantOf = (day: string | undefined) => (day === undefined ? null : startOf(day, timezone));
  const wanted = {
    source,
    affiliation,
    author: options.author?.trim() || null,
    fromAt: instantOf(options.from),
    untilAt: instantOf(options.until),
    evidenceUrl: options.evidence ?? null,
    note: options.note?.trim() || null,
  };
  const result = await app.get(Affiliations).set(wanted);
  const isSet = result.result === 'set';
  if (!isSet) process.exitCode = 1;
  (isSet ? process.stdout : process.stderr).write(`${setText(result, wanted, timezone)}\n`);
  if (isSet) await refresh(app);
}

async function list(app: INestApplicationContext, json: boolean): Promise<void> {
  const rows = await app.get(Affiliations).list();
  if (!json) return void process.stdout.write(listText(rows, app.get<Config>(CONFIG).timezone));
  for (const { id, slug, authorName, affiliation, fromAt, untilAt, evidenceUrl, note } of rows)
    process.stdout.write(`${JSON.stringify({ id, source: slug, author: authorName, affiliation, fromAt, untilAt, evidenceUrl, note })}\n`);
}

async function remove(app: INestApplicationContext, number: string): Promise<void> {
  const removed = /^\d{1,9}$/.test(number) && (await app.get(Affiliations).remove(Number(number)));
  if (!removed) process.exitCode = 1;
  if (!removed)
    return void process.stderr.write(`There is no affiliation number ${number}. See which there are: hustings affiliations list\n`);
  process.stdout.write(`The affiliation number ${number} is gone.\n`);
  await refresh(app);
}

async function refresh(app: INestApplicationContext): Promise<void> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ stream: process.stderr, format: ' {bar} {percentage} % of {total} messages', clearOnComplete: true })
    : null;
  bar?.start(1, 0);
  const { of } = await app.get(Revoicer).run((progress) => {
    bar?.setTotal(progress.of);
    bar?.update(progress.done);
  });
  bar?.stop();
  process.stdout.write(refreshedText(of));
}

function asDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError(NO_DAY);
}

function asAddress(text: string): string {
  const url = webUrl(text);
  if (url !== null) return url;
  throw new InvalidArgumentError(NO_ADDRESS);
}
