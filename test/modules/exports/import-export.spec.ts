/** What the commands that bring in and give out do, in this process: `cli.spec.ts` starts them as a user does. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { registerExportCommand } from '../../../src/modules/exports/export.command.js';
import { registerImportCommand } from '../../../src/modules/posts/import.command.js';
import { registerParseCommand } from '../../../src/modules/polling/parse.command.js';
import { registerPollCommand } from '../../../src/modules/polling/poll.command.js';
import { jsonLines, projectRoot } from '../../support/cli.js';
import { Commands } from '../../support/commands.js';
import { fountain } from '../../support/fountain.js';

let commands: Commands;

beforeEach(async () => {
  commands = await Commands.start([registerPollCommand, registerParseCommand, registerImportCommand, registerExportCommand], {
    DIGEST_TIMEZONE: 'Europe/London',
  });
});
afterEach(() => commands.close());

test('--timezone tells when it was said', async () => {
  const file = commands.file('fountain.txt', fountain);
  await commands.run('import', file, '--timezone', 'America/New_York');
  expect(jsonLines(await commands.run('export'))[1]).toMatchObject({ publishedAt: '2008-04-03T17:40:00.000Z' });
});

test('the page that the project began with', async () => {
  const seed = join(projectRoot, '../shared/seed');
  if (!existsSync(seed))
    return void process.stderr.write('../shared/seed is absent: the page that the project began with was not tried.\n');
  const file = join(
    seed,
    readdirSync(seed).find((name) => name.endsWith('.txt'))!,
  );
  await commands.run('import', file);
  const [post, ...comments] = jsonLines(await commands.run('export'));
  expect(post!.kind).toBe('post');
  expect(comments.map(({ author, publishedAt }) => [(author as { name: string }).name, publishedAt])).toEqual([
    ['Ben Ayers', '2008-04-03T12:40:00.000Z'],
    ['Simon Dickson', '2008-04-03T13:15:00.000Z'],
    ['Matt Rhodes', '2008-04-03T13:15:00.000Z'],
  ]);
  expect(JSON.stringify(comments[2]!.links)).toContain('http://blog.freshnetworks.com/?p=44');
});

test('export as a table, and between two instants', async () => {
  const file = commands.file('fountain.txt', fountain);
  await commands.run('import', file);
  const csv = (await commands.run('export', '--format', 'csv', '--since', '2008-04-03T13:00Z')).out.trim().split('\n');
  expect(csv[0]).toContain('id,guid,url,kind,source');
  expect(csv.filter((line) => line.includes('Posted by') || line.includes('Cy Example')).length).toBeGreaterThan(0);
  expect(jsonLines(await commands.run('export', '--query', '"did answer"'))).toHaveLength(1);
  expect(jsonLines(await commands.run('export', '--until', '2008-04-03'))).toHaveLength(0);
});

test.each([
  [['poll', '--never'], '--never'],
  [['parse'], 'file'],
  [['export', '--format', 'xls'], 'ndjson'],
  [['export', '--since', 'yesterdayish'], 'instant'],
  [['import', 'x', '--timezone', 'Mars/Olympus'], 'Europe/London'],
])('wrong usage %j ends with 2 and says what is wrong', async (args, said) => {
  const { code, out, err } = await commands.run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(said);
});
