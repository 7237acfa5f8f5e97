import type { INestApplicationContext } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import type { DataSourceOptions } from 'typeorm';
import { COMMAND_STATUS } from '../accounts/audit-outcome.js';
import { Audit, COMMAND_LINE } from '../accounts/audit.js';
import { Clock } from '../clock/clock.js';
import { reads, works } from '../config/command-kind.js';
import { type Config, type DatabaseConfig, withoutPassword } from '../config/config.js';
import { configFromEnvironment } from '../config/config.module.js';
import { databaseUrl } from '../config/fields.js';
import { SecretKey } from '../config/secret-key.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { openDatabase } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { countOf } from '../pages/words.js';
import { backUp } from './backup.js';
import { copyDatabase, type Progress } from './copy.js';
import { restore } from './restore.js';

interface CopyTyped {
  to: DatabaseConfig;
  again?: boolean;
  json?: boolean;
}

interface RestoreTyped {
  over?: boolean;
  again?: boolean;
  json?: boolean;
}

/** `copy`, `backup` and `restore`. What is to be restored is not opened before, so that it needs no database to begin with: it gets all tables from outside. */
export function registerCopyingCommands(
  program: Command,
  open: OpenApplication,
  entities: DataSourceOptions['entities'],
  settings: () => Config = configFromEnvironment,
): void {
  reads(program.command('copy'))
    .description('Copy everything into an empty database, as it is now, and compare every row.')
    .requiredOption('--to <url>', 'sqlite:PATH, or postgres://…', databaseOf)
    .option('--again', 'empty what an earlier copy left half done, and copy anew')
    .option('--json', 'print one JSON object, with a SHA-256 of each table')
    .action((typed: CopyTyped) => withApplication(open, (app) => copy(app, typed)));
  reads(program.command('backup'))
    .description('Write everything into one file, while the server goes on, and read it again.')
    .argument('<file>', 'a file that is not there yet')
    .option('--json', 'print one JSON object')
    .action((file: string, { json }: { json?: boolean }) => withApplication(open, (app) => back(app, file, json ?? false)));
  // The log is exchanged along with the database: it is written down in the one that is there afterwards.
  works(program.command('restore'))
    .description('Put a backup in the place of the database. Stop the server first.')
    .argument('<file>', 'what backup wrote')
    .option('--over', 'although there is something in the database; it is kept beside the new one')
    .option('--again', 'on PostgreSQL: empty what an earlier restore left half done, and begin anew')
    .option('--json', 'print one JSON object')
    .action((file: string, typed: RestoreTyped) => bringBack(settings(), file, typed, entities, open));
}

function databaseOf(text: string): DatabaseConfig {
  const read = databaseUrl.safeParse(text);
  if (!read.success) throw new InvalidArgumentError(`It ${read.error.issues.map(({ message }) => message).join(', ')}.`);
  return read.data;
}

async function copy(app: INestApplicationContext, { to, again, json }: CopyTyped): Promise<void> {
  const from = app.get(Database);
  const target = new Database(await openDatabase(to, from.source.options.entities, { halfCopied: 'allow' }));
  try {
    const tables = await withBar((onProgress) => copyDatabase(from, target, { again, onProgress }));
    if (json) return void process.stdout.write(`${JSON.stringify({ tables })}\n`);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const url = to.type === 'sqlite' ? `sqlite:${to.location}` : withoutPassword(to.location);
    process.stdout.write(
      `${countOf(rows, 'row', 'rows')} of ${countOf(tables.length, 'table', 'tables')} are in ${url}, each as its original.\n` +
        `What is stored from now on is not among them. Let the server run with DATABASE_URL=${url}.\n${keyOnTheWay(app.get(SecretKey), to)}`,
    );
  } finally {
    await target.onApplicationShutdown();
  }
}

function keyOnTheWay({ file }: SecretKey, to: DatabaseConfig): string {
  const place = new SecretKey({ secretKey: null, database: to }).file;
  if (file === null) return 'Keep SECRET_KEY as it is: nothing else opens what is sealed.\n';
  if (file === place) return `What is sealed opens with ${file}: take that along where the server moves to another machine.\n`;
  return `What is sealed opens with ${file} alone: copy that to ${place}, or set SECRET_KEY to what it holds.\n`;
}

async function back(app: INestApplicationContext, file: string, json: boolean): Promise<void> {
  const counts = await withBar((onProgress) => backUp(app.get(Database), file, onProgress));
  if (json) return void process.stdout.write(`${JSON.stringify({ file, rows: counts })}\n`);
  const key = app.get(SecretKey).file ?? 'SECRET_KEY';
  process.stdout.write(
    `${file} holds ${rowsOf(counts)}, and was read again.\nKeep ${key} as well, in another place: what is sealed opens with it alone.\n`,
  );
}

async function bringBack(
  config: Config,
  file: string,
  { json, ...typed }: RestoreTyped,
  entities: DataSourceOptions['entities'],
  open: OpenApplication,
): Promise<void> {
  const { over = false, again } = typed;
  const now = new Clock().now();
  const { counts, kept } = await withBar((onProgress) => restore(file, config.database, { entities, over, again, now, onProgress }));
  await withApplication(open, async (app) => {
    const fields = { file, ...typed };
    const deed = { accountId: null, actor: COMMAND_LINE, means: 'command', action: 'restore', target: '', fields } as const;
    await app.get(Audit).end(await app.get(Audit).begin(deed), COMMAND_STATUS.done, fields);
  });
  if (json) return void process.stdout.write(`${JSON.stringify({ file, rows: counts, kept })}\n`);
  const key = new SecretKey(config).file ?? 'SECRET_KEY';
  process.stdout.write(
    `The database holds ${rowsOf(counts)} again.${kept === null ? '' : ` What was there before is ${kept}.`}\n` +
      `Bring ${key} back as well, as it was when the backup was made: what is sealed opens with it alone.\n`,
  );
}

function rowsOf(counts: Record<string, number>): string {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return countOf(rows, 'row', 'rows');
}

/** Shows how far a work is, to who watches it. */
async function withBar<Result>(work: (onProgress: (progress: Progress) => void) => Promise<Result>): Promise<Result> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ stream: process.stderr, format: ' {bar} {percentage} %', clearOnComplete: true })
    : null;
  bar?.start(1, 0);
  try {
    return await work(({ done, of }) => {
      bar?.setTotal(of);
      bar?.update(done);
    });
  } finally {
    bar?.stop();
  }
}
