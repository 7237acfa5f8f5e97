import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { AppModule } from '../../../src/app.module.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { registerEntitiesCommands } from '../../../src/modules/mentions/entities.command.js';
import { registerExportCommand } from '../../../src/modules/exports/export.command.js';
import { registerImportCommand } from '../../../src/modules/posts/import.command.js';
import { freshDatabase } from '../../support/database.js';

const page = `The Treasury has a fountain now, and nobody at the Home Office knows who ordered it.

Nobody asked.
Posted by: Ann Other | April 03, 2008 at 01:40 PM
Dear Treasury, please turn it off.
Posted by: Bob | Roberts | April 03, 2008 at 02:15 PM
`;

let folder: string;
let url: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-entities-'));
  const database = await freshDatabase();
  url = database.config.type === 'sqlite' ? `sqlite:${join(folder, 'test.sqlite')}` : database.url;
  drop = database.drop;
});
afterEach(async () => {
  await drop();
  rmSync(folder, { recursive: true });
});

/** Runs a command as `src/cli.ts` does, and gives what it printed. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const ran = { code: 0, out: '', err: '' };
  const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((ran.out += String(text)), true));
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((ran.err += String(text)), true));
  const program = new Command('hustings').exitOverride().configureOutput({ writeErr: (text) => void (ran.err += text) });
  const open = () => NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: url }), 'none'), { logger: false });
  for (const register of [registerEntitiesCommands, registerImportCommand, registerExportCommand]) register(program, open);
  try {
    await program.parseAsync(args, { from: 'user' });
    ran.code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    ran.code = error.exitCode;
  } finally {
    process.exitCode = undefined;
    out.mockRestore();
    err.mockRestore();
  }
  return ran;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('an entity is added with what it will match, matched in all posts, listed and removed', async () => {
  await run('import', file('page.txt', page));
  const added = await run('entities', 'add', 'HM Treasury', '--alias', '=Treasury', '--handle', 'twitter:hmtreasury');
  expect(added.err).toBe('');
  expect(added.out).toContain('HM Treasury: 0 mentions in 0 posts before, 2 in 2 after. Counted in all 3 posts.');
  expect((await run('entities', 'list')).out).toMatch(/hm-treasury {2}0 posts: .*\(rematching: 0 %\)/);
  expect((await run('entities', 'rematch')).out).toContain('hm-treasury  2 posts: 1 addressed, 1 discussed, 0 quoted, 0 linked\n');
  expect(JSON.parse((await run('entities', 'list', '--json')).out)).toMatchObject({ slug: 'hm-treasury', posts: 2, rematched: 1 });
  expect(await run('entities', 'remove', 'hm-treasury')).toMatchObject({ code: 0 });
  expect(await run('entities', 'remove', 'hm-treasury')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no entity hm-treasury') as string,
  });
  expect((await run('entities', 'list')).out).toContain('No entities are watched yet');
}, 30_000);

test('what is imported after an entity is matched on arrival', async () => {
  await run('entities', 'add', 'HM Treasury', '--alias', '=Treasury');
  await run('import', file('page.txt', page));
  expect((await run('entities', 'list')).out).toContain('2 posts: 1 addressed, 1 discussed');
}, 30_000);

test('a rematch can be looked at before it is made', async () => {
  await run('import', file('page.txt', page));
  await run('entities', 'add', 'Home Office');
  const preview = await run('entities', 'rematch', '--preview');
  expect(preview.out).toBe('Home Office: 0 mentions in 0 posts before, 1 in 1 after\nNothing was written. Counted in all 3 posts.\n');
  expect(await run('entities', 'rematch', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('no entity nobody') as string });
}, 30_000);

test('bad usage is said, with code 2; a refusal with code 1', async () => {
  expect(await run('entities', 'add', 'HM Treasury', '--handle', 'hmtreasury')).toMatchObject({ code: 2 });
  const refused = await run('entities', 'add', 'HM Treasury', '--alias', 'it');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('“it” is no name: it would match 0 of 0 posts');
}, 30_000);

test('a catalogue with bad rows stores the rest, or nothing', async () => {
  const catalogue = file('list.csv', 'name,aliases\nHM Treasury,=Treasury\n,\nThe,\n');
  const nothing = await run('entities', 'import', catalogue, '--all-or-nothing');
  expect(nothing).toMatchObject({ code: 1 });
  expect(nothing.err).toContain('row 2: name');
  expect(nothing.out).toContain('Nothing was stored');
  expect((await run('entities', 'list', '--json')).out).toBe('');
  const rest = await run('entities', 'import', catalogue);
  expect(rest.out).toContain('Stored: 1 added, 0 changed, 0 unchanged, 2 refused.');
  expect((await run('entities', 'import', catalogue, '--json')).out).toContain('"result":"unchanged"');
  expect(await run('entities', 'import', join(folder, 'none.csv'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('no such file') as string,
  });
}, 30_000);
