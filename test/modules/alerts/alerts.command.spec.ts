import { join } from 'node:path';
import { jest } from '@jest/globals';
import { registerAlertsCommands } from '../../../src/modules/alerts/alerts.command.js';
import { AlertSender } from '../../../src/modules/alerts/alert-sender.js';
import { registerEntitiesCommands } from '../../../src/modules/mentions/entities.command.js';
import { registerImportCommand } from '../../../src/modules/posts/import.command.js';
import { Commands } from '../../support/commands.js';
import { startWeb, type Web } from '../../support/web.js';

let commands: Commands;
let web: Web;

// Each command opens the whole program anew.
jest.setTimeout(240_000);

beforeEach(async () => {
  web = await startWeb({ '/hook': { status: 204 } });
  commands = await Commands.start([registerAlertsCommands, registerEntitiesCommands, registerImportCommand], {
    ALLOW_ADDRESSES: '127.0.0.0/8',
  });
  commands.file(
    'page.txt',
    'The Ferry Board is late.\n\nThe ferry\nPosted by: Ann Other | April 03, 2008 at 01:40 PM\nDear ferry, please come.\n',
  );
  await commands.run('entities', 'add', 'Ferry Board');
});
afterEach(async () => {
  await commands.close();
  await web.close();
});

const run = (...args: string[]) => commands.run(...args);
const json = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;
const tell = async () => {
  const app = await commands.open();
  await app.get(AlertSender).tick();
  await app.close();
};

test('an alert is added, tried out, looked at, paused and removed; its secret is printed once', async () => {
  expect((await run('alerts', 'list')).out).toContain('hustings alerts add NAME');
  const hook = `${web.url}/hook?key=hidden`;
  const added = await run(
    'alerts',
    'add',
    'The board',
    '--on',
    'entity',
    '--entity',
    'ferry-board',
    '--webhook',
    hook,
    '--quiet',
    '22:00-07:00',
  );
  expect(added).toMatchObject({ code: 0, err: '' });
  const secret = /whsec_\S+/.exec(added.out)?.[0] ?? '';
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect((await run('alerts', 'test', 'the-board')).out).toContain('A test goes to 1 place within seconds');
  await tell();
  expect(web.requests).toHaveLength(1);
  const outputs: string[] = [];
  for (const asked of [
    ['list'],
    ['list', '--json'],
    ['show', 'the-board'],
    ['show', 'the-board', '--json'],
    ['log', 'the-board'],
    ['log', 'the-board', '--json'],
  ])
    outputs.push((await run('alerts', ...asked)).out);
  for (const out of outputs) for (const hidden of [secret, 'hidden', '/hook']) expect(out).not.toContain(hidden);
  const [listed, , shown, , logged] = outputs;
  expect(listed).toMatch(/^the-board {2}messages that mention ferry-board: 0 events\n {11}webhook at 127\.0\.0\.1:\d+\n\n1 alert\.\n$/);
  expect(shown).toContain('What happens within 5 minutes as one; 6 times an hour at most; nothing from 22:00 to 07:00.');
  expect(logged).toMatch(/webhook at 127\.0\.0\.1:\d+, a test: told\n {2}.* Taken, with 204\.\n$/);
  expect(json({ out: outputs[5] ?? '' })).toMatchObject({ state: 'sent', tries: [{ answer: 'Taken, with 204.' }] });
  expect(json(await run('alerts', 'pause', 'the-board', '--json'))).toEqual({ slug: 'the-board', isPaused: true });
  expect((await run('alerts', 'resume', 'the-board')).out).toContain('goes on');
  expect(json(await run('alerts', 'remove', 'the-board', '--json'))).toEqual({ slug: 'the-board', isRemoved: true });
  for (const gone of ['show', 'remove'])
    expect(await run('alerts', gone, 'the-board')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no alert the-board.') as string,
    });
});

test('one is changed by what is said of it, and all else stays', async () => {
  await run(
    'alerts',
    'add',
    'The board',
    '--on',
    'spike',
    '--entity',
    'ferry-board',
    '--webhook',
    `${web.url}/hook`,
    '--quiet',
    '22:00-07:00',
  );
  const before = json(await run('alerts', 'show', 'the-board', '--json'));
  const [{ id }] = before.channels as [{ id: number }];
  expect((await run('alerts', 'change', 'the-board')).out).toBe('the-board was changed.\n');
  expect(json(await run('alerts', 'show', 'the-board', '--json'))).toEqual(before);
  await run('alerts', 'add', 'Ferries', '--on', 'query', '--query', 'ferry');
  const changed = await run(
    'alerts',
    'change',
    'the-board',
    '--name',
    'Boats',
    '--watch',
    'ferries',
    '--quiet',
    '',
    '--limit',
    '2',
    '--json',
  );
  expect(json(changed)).toEqual({ ok: true, slug: 'the-board', secrets: [], asked: [] });
  const after = json(await run('alerts', 'show', 'the-board', '--json'));
  expect(after).toMatchObject({
    name: 'Boats',
    kind: 'spike',
    quietFrom: null,
    groupMinutes: 5,
    hourlyLimit: 2,
    channels: before.channels,
  });
  expect(after.about).toMatchObject({ entity: null, watch: 'ferries' });
  expect((await run('alerts', 'show', 'the-board')).out).toContain(`  Place ${id}, webhook at 127.0.0.1`);
  const moved = await run('alerts', 'change', 'the-board', '--without', String(id), '--webhook', `${web.url}/other`);
  expect(moved.out).toMatch(
    /^the-board was changed\.\nThe secret by which 127\.0\.0\.1:\d+ knows that it is us, shown this once:\n {2}whsec_/,
  );
  for (const [args, code, sentence] of [
    [['the-board', '--without', String(id)], 1, `a place with the number ${id}`],
    [['the-board', '--without', 'hook'], 2, 'Give the number of a place'],
    [['the-board', '--name', 'Ferries'], 1, 'There is an alert of this name.'],
    [['the-board', '--on', 'query', '--entity', 'ferry-board'], 2, 'Say which watch.'],
    [['nothing'], 1, 'There is no alert nothing.'],
  ] as const)
    expect([args, await run('alerts', 'change', ...args)]).toMatchObject([
      args,
      { code, err: expect.stringContaining(sentence) as string },
    ]);
});

test('a preview shows what it would have told, and stores nothing', async () => {
  const app = await commands.open();
  const now = new Date();
  await app.close();
  const recent = now.toLocaleDateString('en-US', { month: 'long', day: 'numeric', year: 'numeric', timeZone: 'UTC' });
  commands.file(
    'page.txt',
    `The Ferry Board is late.\n\nThe ferry\nPosted by: Ann Other | ${recent} at 00:01 AM\nDear Ferry Board, please come.\n`,
  );
  await run('import', join(commands.folder, 'page.txt'), '--timezone', 'UTC');
  const previewed = await run('alerts', 'add', 'The board', '--on', 'entity', '--entity', 'ferry-board', '--preview');
  expect(previewed.out).toMatch(
    /^The board would be added\. In the last 7 days it would have told of \d events?\.\n[^]*: Mentions Ferry Board\.\n/,
  );
  expect((await run('alerts', 'list')).out).toContain('There is no alert yet.');
});

test('a query is saved as a watch, and what is wrong is said', async () => {
  expect((await run('alerts', 'add', 'Ferries', '--on', 'query', '--query', 'ferry')).out).toBe('Ferries was added as ferries.\n');
  expect(json(await run('alerts', 'show', 'ferries', '--json'))).toMatchObject({ kind: 'query', about: { watch: 'ferries' } });
  expect(await run('alerts', 'add', 'Ferries', '--on', 'query', '--watch', 'ferries')).toMatchObject({
    code: 1,
    err: 'There is an alert of this name. Choose another, or remove that one first.\n',
  });
  expect(await run('alerts', 'add', 'A', '--on', 'query', '--query', 'ferry (')).toMatchObject({
    code: 1,
    err: expect.stringContaining('ferry (') as string,
  });
  expect(await run('alerts', 'add', 'A', '--on', 'weather')).toMatchObject({ code: 2 });
  expect(await run('alerts', 'add', 'A', '--on', 'entity', '--entity', 'nobody')).toMatchObject({
    code: 1,
    err: 'There is no entity “nobody”.\n',
  });
  expect(await run('alerts', 'add', 'A', '--on', 'silence', '--mail', 'ada@example.org')).toMatchObject({
    code: 1,
    err: 'No mail is sent from here: set SMTP_URL and MAIL_FROM to switch it on.\n',
  });
  expect(await run('alerts', 'add', 'A', '--on', 'silence', '--quiet', '22:00')).toMatchObject({
    code: 2,
    err: expect.stringContaining('when they end') as string,
  });
});
