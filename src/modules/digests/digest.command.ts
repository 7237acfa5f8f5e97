import type { INestApplicationContext } from '@nestjs/common';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { reads } from '../config/command-kind.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { registerCurationCommands } from './curation.command.js';
import { EDITION_FORMATS, Editions, type EditionFormat } from './editions.js';
import { parsePeriod, PERIOD_KINDS, type PeriodKind } from './period.js';

type Options = Partial<Record<PeriodKind, string>> & { format: EditionFormat };

const EXAMPLES: Record<PeriodKind, string> = { day: '2008-04-03', week: '2008-W14', month: '2008-04' };

/** `digest`: an edition on standard output. HTML by default, as the first of the formats, and as a file that can be opened by itself. */
export function registerDigestCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  const command = reads(program.command('digest')).description('Print an edition of the digest; without a date, the latest one.');
  for (const kind of PERIOD_KINDS) {
    const others = PERIOD_KINDS.filter((other) => other !== kind);
    command.addOption(
      new Option(`--${kind} <${kind}>`, `the ${kind} to print, such as ${EXAMPLES[kind]}`).argParser(keyOf(kind)).conflicts(others),
    );
  }
  registerCurationCommands(command, open);
  command.addOption(new Option('--format <format>', 'what to print').choices(EDITION_FORMATS).default('html'));
  command.action(async (options: Options) => {
    const app = await open();
    try {
      await print(app.get(Editions), options);
    } finally {
      await app.close();
    }
  });
}

async function print(editions: Editions, { day, week, month, format }: Options): Promise<void> {
  const key = day ?? week ?? month;
  try {
    const period = key === undefined ? await editions.latest() : await editions.find(key);
    process.stdout.write(await editions.render(period, format, { standalone: true }));
  } catch (error) {
    if (!(error instanceof PageNotFound)) throw error;
    const waysOn = error.waysOn.map(({ label }) => ` ${label}.`).join('');
    process.stderr.write(`${error.message}${waysOn}\n`);
    process.exitCode = 1;
  }
}

/** A date that does not exist is wrong usage, and is said before a database is opened. */
function keyOf(kind: PeriodKind): (text: string) => string {
  return (text) => {
    if (parsePeriod(text, 'UTC')?.kind !== kind)
      throw new InvalidArgumentError(`There is no such ${kind}. Write it like ${EXAMPLES[kind]}.`);
    return text;
  };
}
