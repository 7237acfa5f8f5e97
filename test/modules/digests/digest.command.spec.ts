import { jest } from '@jest/globals';
import { Command, CommanderError } from 'commander';
import { registerDigestCommand } from '../../../src/modules/digests/digest.command.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { Page } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let threadId: number;

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

describe('a day of news', () => {
  beforeAll(async () => {
    site = await startSite();
    ({ threadId } = await newsday(new Rows(site.database)));
  });
  afterAll(() => site.close());

  test('without a date: the latest edition, as a page that stands alone', async () => {
    const { out } = await digest();
    const page = new Page(out);
    expect(page.headings[0]).toBe('h1 Thursday 3 April 2008');
    expect(page.all('link', { rel: 'stylesheet' })).toEqual([]);
    expect(page.one('style').children).toHaveLength(1);
    expect(page.all('form')).toEqual([]);
    expect(page.one('base').attribs.href).toBe('https://hustings.example/');
  });

  test('as text, a conversation reads as one, answers further in, no line over 80 but addresses', async () => {
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
    expect((await digest(option, key, '--format', 'text')).out).toContain(title);
  });

  test.each(['atom', 'rss', 'json'])('--format %s prints a feed', async (format) => {
    expect((await digest('--format', format)).out).toContain('Somebody at the Harbours department');
  });

  test('an edition that is not there: a sentence, the nearest one, and exit code 1', async () => {
    const { out, err } = await digest('--day', '2031-01-01');
    expect([out, err, process.exitCode]).toEqual([
      '',
      'Wednesday 1 January 2031 has not begun yet. The latest edition, Thursday 3 April 2008.\n',
      1,
    ]);
  });

  test.each([
    [['pin', '2008-04-03', '999', '--by', 'Ann'], 'The edition 2008-04-03 has no story 999.'],
    [['pin', '2008-04-31', '1', '--by', 'Ann'], '“2008-04-31” is not a date.'],
    [['undo', '2008-04-03', '7', '--by', 'Ann'], 'Nothing of this number was done to 2008-04-03'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { out, err } = await digest(...args);
    expect([out, process.exitCode]).toEqual(['', 1]);
    expect(err).toContain(sentence);
  });

  test.each([
    ['--day', '2008-02-30'],
    ['--day', '2008-W14'],
    ['--format', 'pdf'],
    ['--day', '2008-04-03', '--week', '2008-W14'],
  ])('%s %s is wrong usage', async (...args) => {
    await expect(digest(...args)).rejects.toThrow(CommanderError);
  });

  test.each([
    [['note', '2008-04-03', '1', ' ', '--by', 'Ann'], 'Write the note.'],
    [['pin', '2008-04-03', 'first', '--by', 'Ann'], 'Choose a story.'],
    [['undo', '2008-04-03', '1', '--by', ' '], 'Say who edits.'],
  ])('%j is wrong usage', async (args, sentence) => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(digest(...args)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(sentence) as string });
  });

  // The last: it edits.
  test('a story is put first, left out, annotated and titled, each act is told, and undone by its number', async () => {
    const edition = '2008-04-03';
    expect((await digest('hide', edition, String(threadId), '--by', 'Ann')).out).toBe(
      `Done, as number 1. Undo it: hustings digest undo ${edition} 1 --by NAME\n`,
    );
    const day = ['--day', edition, '--format', 'text'];
    expect((await digest(...day)).out).not.toContain('said good morning back');
    expect((await digest('undo', edition, '1', '--by', 'Bob')).out).toBe('Undone.\n');
    await digest('title', edition, String(threadId), 'A lamp is lit', '--by', 'Ann');
    await digest('note', edition, String(threadId), 'They are typing again.', '--by', 'Bob');
    const { out } = await digest(...day);
    expect(out).toMatch(/\nA lamp is lit\nHester Quill, Civic Notebook \[Commentator\], 09:02\./);
    expect(out).toContain('Ann gave it this title; its own is “Somebody at the Harbours department said');
    expect(out).toContain('They are typing again. – Bob, who edits this page');
    expect(out.replace(/\s+/g, ' ')).toContain('Edited by Ann and Bob, last on 5 April 2008, 13:00: 1 note and 1 new title.');
    const history = (await digest('history', edition)).out;
    expect(history).toMatch(/^3 {2}5 April 2008, 13:00 {2}Bob wrote a note to Somebody at/);
    expect(history).toMatch(/\n1 {2}5 April 2008, 13:00 {2}Ann left out Somebody at [^\n]*\n {4}Bob undid it, 5 April 2008, 13:00\.\n$/);
    const [latest] = (await digest('history', edition, '--json')).out.split('\n');
    expect(JSON.parse(latest ?? '')).toMatchObject({ id: 3, by: 'Bob', text: 'They are typing again.', undone: null });
    expect((await digest('history', '2008-04-02')).out).toBe('Nobody has edited this edition.\n');
  });
});

test('an empty database: how to begin', async () => {
  site = await startSite();
  expect((await digest()).out).toContain('Nothing has been read yet');
  expect((await digest('--format', 'text')).out).toContain('Nothing was published');
  await site.close();
});
