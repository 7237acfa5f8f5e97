import { jest } from '@jest/globals';
import { Command, CommanderError } from 'commander';
import { registerDigestCommand } from '../../../src/modules/digests/digest.command.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { Page } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;

beforeEach(async () => (site = await startSite()));
afterEach(() => site.close());
afterEach(() => {
  process.exitCode = undefined;
  jest.restoreAllMocks();
});

async function digest(...args: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += String(text))));
  const program = new Command('hustings').exitOverride();
  // The command closes what it opens; this test still needs it afterwards.
  registerDigestCommand(program, () =>
    Promise.resolve(Object.assign(Object.create(site.app) as typeof site.app, { close: () => Promise.resolve() })),
  );
  await program.parseAsync(['digest', ...args], { from: 'user' });
  return said;
}

test('without a date: the latest edition, as a page that stands alone', async () => {
  await newsday(new Rows(site.database));
  const { out } = await digest();
  const page = new Page(out);
  expect(page.headings[0]).toBe('h1 Thursday 3 April 2008');
  expect(page.all('link', { rel: 'stylesheet' })).toEqual([]);
  expect(page.one('style').children).toHaveLength(1);
  expect(page.all('form')).toEqual([]);
  expect(page.one('base').attribs.href).toBe('https://hustings.example/');
});

test('as text, a conversation reads as one, answers further in, no line over 80 but addresses', async () => {
  await newsday(new Rows(site.database));
  const { out } = await digest('--day', '2008-04-03', '--format', 'text');
  expect(out).toMatch(/^HUSTINGS {2}Thursday 3 April 2008\n/);
  expect(out).toMatch(/\n {2}> Owen Tranter, 09:12:\n {4}Nine is a beginning[^]*\n {4}> Priya Nandakumar, 09:58:\n {6}Owen, dredging/);
  expect(out).toContain('Chirp / harbours [Civil service]');
  expect(out.split('\n').filter((line) => line.length > 80 && !line.includes('https://'))).toEqual([]);
});

test.each([
  ['--week', '2008-W14', 'Week 14 of 2008'],
  ['--month', '2008-04', 'April 2008'],
  ['--day', '2008-04-02', 'Wednesday 2 April 2008'],
])('%s %s prints that edition', async (option, key, title) => {
  await newsday(new Rows(site.database));
  expect((await digest(option, key, '--format', 'text')).out).toContain(title);
});

test.each(['atom', 'rss', 'json'])('--format %s prints a feed', async (format) => {
  await newsday(new Rows(site.database));
  expect((await digest('--format', format)).out).toContain('Somebody at the Harbours department');
});

test('an edition that is not there: a sentence, the nearest one, and exit code 1', async () => {
  await newsday(new Rows(site.database));
  const { out, err } = await digest('--day', '2031-01-01');
  expect([out, err, process.exitCode]).toEqual([
    '',
    'Wednesday 1 January 2031 has not begun yet. The latest edition, Thursday 3 April 2008.\n',
    1,
  ]);
});

test('an empty database: how to begin', async () => {
  expect((await digest()).out).toContain('Nothing has been read yet');
  expect((await digest('--format', 'text')).out).toContain('Nothing was published');
});

test.each([
  ['--day', '2008-02-30'],
  ['--day', '2008-W14'],
  ['--format', 'pdf'],
  ['--day', '2008-04-03', '--week', '2008-W14'],
])('%s %s is wrong usage', async (...args) => {
  await expect(digest(...args)).rejects.toThrow(CommanderError);
});
