import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { changes, reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { parsePostId } from '../posts/post-id.js';
import type { CurationAction } from './curation.entity.js';
import { curationOf, editorOf } from './curation.form.js';
import { Curations } from './curations.js';
import { Editing } from './editing.js';
import { EditionReader } from './edition-reader.js';
import { historyText } from './edition-history.text.js';
import { entriesOf } from './edition-history.view.js';
import { Editions } from './editions.js';
import type { Period } from './period.js';

const EDITION = ['<edition>', 'such as 2008-04-03, 2008-W14 or 2008-04'] as const;
const STORY = ['<story>', 'the number of the post that it begins with, as the address of its thread has it'] as const;

const ABOUT: Record<CurationAction, string> = {
  pin: 'Put a story of an edition first.',
  hide: 'Leave a story out of an edition.',
  note: 'Write a note to a story of an edition.',
  title: 'Give a story of an edition a title.',
};

/** `digest pin | hide | note | title | history | undo`. */
export function registerCurationCommands(digest: Command, open: OpenApplication): void {
  for (const action of ['pin', 'hide'] as const)
    changes(digest.command(action))
      .description(ABOUT[action])
      .argument(...EDITION)
      .argument(...STORY)
      .requiredOption('--by <name>', 'who edits, as readers see it')
      .action((edition: string, story: string, { by }: { by: string }, command: Command) =>
        edit(open, command, edition, { action, story, by }),
      );
  for (const action of ['note', 'title'] as const)
    changes(digest.command(action))
      .description(ABOUT[action])
      .argument(...EDITION)
      .argument(...STORY)
      .argument('<text>', 'in plain text')
      .requiredOption('--by <name>', 'who edits, as readers see it')
      .action((edition: string, story: string, text: string, { by }: { by: string }, command: Command) =>
        edit(open, command, edition, { action, story, text, by }),
      );
  reads(digest.command('history'))
    .description('Tell what was done to an edition, the latest first.')
    .argument(...EDITION)
    .option('--json', 'print one JSON object a line for each act')
    .action((edition: string, { json }: { json?: boolean }) =>
      onEdition(open, edition, (app, period) => history(app, period, json ?? false)),
    );
  changes(digest.command('undo'))
    .description('Undo what was done to an edition: what was done before it holds again.')
    .argument(...EDITION)
    .argument('<number>', 'as `digest history` shows it')
    .requiredOption('--by <name>', 'who undoes it')
    .action((edition: string, number: string, { by }: { by: string }, command: Command) => undo(open, command, edition, number, by));
}

async function edit(open: OpenApplication, command: Command, edition: string, said: Record<string, string>): Promise<void> {
  const read = curationOf(said);
  if (!read.ok) return command.error(Object.values(read.problems).join('\n'), { exitCode: 2 });
  await onEdition(open, edition, async (app, period) => {
    const edited = await app.get(Editing).edit(period, read.draft);
    if (edited.result === 'elsewhere')
      return fail(`The edition ${period.key} has no story ${read.draft.threadId}. It has those of its page.`);
    process.stdout.write(`Done, as number ${edited.id}. Undo it: hustings digest undo ${period.key} ${edited.id} --by NAME\n`);
  });
}

async function undo(open: OpenApplication, command: Command, edition: string, number: string, said: string): Promise<void> {
  const [id, by] = [parsePostId(number), editorOf(said)];
  if (by === null) return command.error('Say who edits.', { exitCode: 2 });
  await onEdition(open, edition, async (app, period) => {
    const isUndone = id !== null && (await app.get(Editing).undo(period, id, by));
    if (!isUndone)
      return fail(`Nothing of this number was done to ${period.key}, or it is undone. See: hustings digest history ${period.key}`);
    process.stdout.write(`Undone.\n`);
  });
}

async function history(app: INestApplicationContext, period: Period, json: boolean): Promise<void> {
  const entries = entriesOf(await app.get(Curations).of(period.key), await app.get(EditionReader).stories(period));
  if (json) for (const entry of entries) process.stdout.write(`${JSON.stringify(entry)}\n`);
  else process.stdout.write(historyText(entries, app.get<Config>(CONFIG).timezone));
}

function onEdition(
  open: OpenApplication,
  key: string,
  work: (app: INestApplicationContext, period: Period) => Promise<void>,
): Promise<void> {
  return withApplication(open, async (app) => {
    try {
      await work(app, await app.get(Editions).find(key));
    } catch (error) {
      if (!(error instanceof PageNotFound)) throw error;
      fail(error.message);
    }
  });
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
