import { join } from 'node:path';
import { registerImportCommand } from '../../../src/modules/posts/import.command.js';
import { registerWatchesCommands } from '../../../src/modules/watches/watches.command.js';
import { Commands } from '../../support/commands.js';

const page = `The ferry is late again, and nobody at the harbour knows who ordered the fog.

The ferry
Posted by: Ann Other | April 03, 2008 at 01:40 PM
Dear ferry, please come.
Posted by: Bob Roberts | April 03, 2008 at 02:15 PM
The lock is open.
Posted by: Cleo | April 03, 2008 at 03:15 PM
`;

let commands: Commands;

beforeEach(async () => {
  commands = await Commands.start([registerWatchesCommands, registerImportCommand]);
  commands.file('page.txt', page);
});
afterEach(() => commands.close());

const run = (...args: string[]) => commands.run(...args);

const json = (ran: { out: string }) => JSON.parse(ran.out) as Record<string, unknown>;

test('a watch is counted and added, finds what is stored and what comes, is shown and removed', async () => {
  expect((await run('watches', 'list')).out).toContain('hustings watches add NAME QUERY');
  await run('watches', 'add', 'The ferry', 'ferry -fog', '--note', 'Ann, for the harbour');
  await run('import', join(commands.folder, 'page.txt'));
  await run('watches', 'add', 'Open locks', '"lock is open"');
  expect(json(await run('watches', 'list', '--json').then(({ out }) => ({ out: out.split('\n')[0] ?? '' })))).toMatchObject({
    slug: 'open-locks',
    found: 0,
    isComplete: false,
  });
  const rematched = await run('watches', 'rematch');
  expect(rematched.err).toBe('');
  expect(rematched.out).toMatch(/open-locks {2}1 message: "lock is open"\nthe-ferry {3}\d messages?: ferry -fog\n\n2 saved searches\.\n$/);
  const shown = await run('watches', 'show', 'the-ferry');
  expect(shown.out).toContain('That is: “ferry” in any form and not “fog” in any form.');
  expect(shown.out).toContain('Note: Ann, for the harbour');
  expect(json(await run('watches', 'show', 'open-locks', '--json'))).toMatchObject({ found: 1, isComplete: true, lookedBackTo: null });
  expect(json(await run('watches', 'remove', 'open-locks', '--json'))).toEqual({ slug: 'open-locks', isRemoved: true });
  expect(await run('watches', 'remove', 'open-locks')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no watch') as string,
  });
});

test('what cannot be watched is refused with its place, and what can be searched is saved', async () => {
  const refused = await run('watches', 'add', 'Answered', 'ferry has:replies');
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(/because it looks at a message when it comes[\s\S]*\n {2}ferry has:replies\n {8}\^{11}\n$/);
  expect(json(await run('watches', 'add', 'Answered', 'ferry has:replies', '--json'))).toMatchObject({
    result: 'unreadable',
    error: { offset: 6 },
  });
  expect((await run('watches', 'add', 'Answered', 'ferry has:replies', '--no-watch')).code).toBe(0);
  expect((await run('watches', 'list')).out).toContain('answered  not watched: ferry has:replies');
  expect((await run('watches', 'rematch', 'answered')).err).toContain('There is no watch answered.');
  expect(await run('watches', 'add', ' ', 'ferry')).toMatchObject({ code: 2 });
});

test('a preview stores nothing', async () => {
  await run('import', join(commands.folder, 'page.txt'));
  expect((await run('watches', 'add', 'Lock', 'lock', '--preview')).out).toBe(
    'Lock would be saved. It finds 1 of all 4 messages so far.\n',
  );
  expect((await run('watches', 'list')).out).toContain('Nothing is watched yet');
});
