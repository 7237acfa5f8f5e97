import { registerPurgeCommand } from '../../../src/modules/retention/purge.command.js';
import { Database } from '../../../src/modules/database/database.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { Commands } from '../../support/commands.js';

let commands: Commands;

beforeAll(async () => {
  commands = await Commands.start([registerPurgeCommand]);
});
afterAll(() => commands.close());
beforeEach(() => {
  commands.settings = {};
});

const purge = (...args: string[]) => commands.run('purge', ...args);
const NONE = '0 threads with 0 posts went.\n';

test('where nothing is set it says so, and what to set', async () => {
  const { code, out } = await purge();
  expect({ code, out }).toEqual({
    code: 0,
    out: 'Nothing is set, so nothing goes. Set RETENTION_DAYS or RETENTION_POSTS, or the days of a feed on its page; or ask for a term with --older-than DAYS.\n',
  });
  expect((await purge('--dry-run')).out).toBe(out);
  expect(JSON.parse((await purge('--json')).out)).toMatchObject({ isSet: false, threads: 0, posts: 0 });
});

test.each([
  ['days', { RETENTION_DAYS: '100' }, []],
  ['a number of posts', { RETENTION_POSTS: '1000' }, []],
  ['a term that is asked for', {}, ['--older-than', '100']],
])('with %s it says what went', async (_what, settings, args) => {
  commands.settings = settings;
  expect((await purge(...args)).out).toBe(NONE);
  expect(JSON.parse((await purge('--json', ...args)).out)).toMatchObject({ isSet: true });
});

test('so long as editions are kept, nothing goes by that alone', async () => {
  commands.settings = { RETENTION_EDITION_DAYS: '400' };
  expect((await purge()).out).toMatch(/^Nothing is set/);
});

test('with the days of one feed it says what went', async () => {
  const app = await commands.open();
  await app.get(SourcesService).addKnownFeeds([{ url: 'http://lamp.example/feed', title: 'The Lamp' }]);
  await app
    .get(Database)
    .write((manager) => manager.update(FeedEntity, { url: 'http://lamp.example/feed' }, { settings: { keepDays: 100 } }));
  await app.close();
  expect((await purge()).out).toBe(NONE);
});
