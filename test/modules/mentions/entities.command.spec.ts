import { join } from 'node:path';
import { registerEntitiesCommands } from '../../../src/modules/mentions/entities.command.js';
import { registerExportCommand } from '../../../src/modules/exports/export.command.js';
import { registerImportCommand } from '../../../src/modules/posts/import.command.js';
import { Commands } from '../../support/commands.js';

const page = `The Treasury has a fountain now, and nobody at the Home Office knows who ordered it.

Nobody asked.
Posted by: Ann Other | April 03, 2008 at 01:40 PM
Dear Treasury, please turn it off.
Posted by: Bob | Roberts | April 03, 2008 at 02:15 PM
`;

let commands: Commands;

beforeEach(async () => {
  commands = await Commands.start([registerEntitiesCommands, registerImportCommand, registerExportCommand]);
});
afterEach(() => commands.close());

const run = (...args: string[]) => commands.run(...args);

const file = (name: string, text: string) => commands.file(name, text);

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
}, 180_000);

test('what is imported after an entity is matched on arrival', async () => {
  await run('entities', 'add', 'HM Treasury', '--alias', '=Treasury');
  await run('import', file('page.txt', page));
  expect((await run('entities', 'list')).out).toContain('2 posts: 1 addressed, 1 discussed');
}, 180_000);

test('a rematch can be looked at before it is made', async () => {
  await run('import', file('page.txt', page));
  await run('entities', 'add', 'Home Office');
  const preview = await run('entities', 'rematch', '--preview');
  expect(preview.out).toBe('Home Office: 0 mentions in 0 posts before, 1 in 1 after\nNothing was written. Counted in all 3 posts.\n');
  expect(await run('entities', 'rematch', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('no entity nobody') as string });
}, 180_000);

test('bad usage is said, with code 2; a refusal with code 1', async () => {
  expect(await run('entities', 'add', 'HM Treasury', '--handle', 'hmtreasury')).toMatchObject({ code: 2 });
  const refused = await run('entities', 'add', 'HM Treasury', '--alias', 'it');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('“it” is no name: it would match 0 of 0 posts');
}, 180_000);

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
  expect(await run('entities', 'import', join(commands.folder, 'none.csv'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('no such file') as string,
  });
}, 180_000);
