import { join } from 'node:path';
import { registerCodeCommand } from '../../../src/modules/coding/code.command.js';
import { registerCodebookCommands } from '../../../src/modules/coding/codebook.command.js';
import { Database } from '../../../src/modules/database/database.js';
import { Commands } from '../../support/commands.js';
import { Rows } from '../../support/conversation.js';

let commands: Commands;
let posts: number[];

beforeEach(async () => {
  commands = await Commands.start([registerCodebookCommands, registerCodeCommand]);
  const app = await commands.open();
  const rows = new Rows(app.get(Database));
  const source = await rows.source('A blog');
  posts = [];
  for (let minute = 10; minute < 50; minute++) posts.push(await rows.post(source, `2008-04-03T10:${minute}:00Z`));
  await app.close();
});
afterEach(() => commands.close());

const run = (...args: string[]) => commands.run(...args);

const file = (name: string, text: string) => commands.file(name, text);

test('from an empty codebook to a kappa', async () => {
  expect((await run('codebook', 'list')).out).toContain('The codebook is empty.');
  expect(await run('codebook', 'add', 'Question to the body', '--slug', 'question', '--definition', 'Asks for an answer.')).toMatchObject({
    code: 0,
    out: 'Question to the body (question): added.\n',
  });
  await run('codebook', 'add', 'Thanks');
  // Of 40 posts: 15 by both, 5 by Ada alone, 4 by Bob alone, 16 by neither.
  const line = (post: number, coder: string, codes: string) => `${post},${coder},${codes},\n`;
  const ada = posts.map((post, index) => line(post, 'Ada', index < 20 ? 'question' : ''));
  const bob = posts.map((post, index) => line(post, 'Bob', index < 15 || index >= 36 ? 'Question; thanks' : ''));
  const imported = await run('code', 'import', file('coding.csv', `post,coder,codes,note\n${[...ada, ...bob].join('')}`));
  expect(imported).toMatchObject({ code: 0, err: '', out: 'Stored: 80 added, 0 changed, 0 unchanged, 0 refused.\n' });
  expect((await run('codebook', 'list')).out).toBe(
    'question  Question to the body: 24 posts\n    Asks for an answer.\nthanks  Thanks: 19 posts\n\n2 codes.\n',
  );
  const again = await run('code', 'import', join(commands.folder, 'coding.csv'), '--json');
  expect(JSON.parse(again.out)).toMatchObject({ isStored: false, badRows: [], reports: expect.arrayContaining([]) as unknown });
  const agreement = await run('codebook', 'agreement', 'ada', 'BOB');
  // (15 · 16 - 5 · 4) · 2 of 20 · 21 + 19 · 20: 0.55.
  expect(agreement.out).toMatch(
    /^Ada and Bob both judged 40 posts; exactly the same codes on 16, 40 % \(26 % to 55 %\)\.\n {2}question {2}kappa 0\.55 \(0\.\d\d to 0\.\d\d\), agreed on 78 % of 40 posts, given to 50 % and 48 %\.\n {2}thanks {4}kappa 0\.00, /,
  );
  const [pair] = (await run('codebook', 'agreement', '--code', 'question', '--json')).out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as { coders: string[]; codes: { kappa: number; postIds: { onlySecond: number[] } }[] });
  expect(pair?.coders).toEqual(['Ada', 'Bob']);
  expect(pair?.codes).toHaveLength(1);
  expect(pair?.codes[0]?.kappa).toBe(0.55);
  expect(pair?.codes[0]?.postIds.onlySecond).toEqual(posts.slice(36));
}, 180_000);

test('a judgement by hand, and what is wrong with others', async () => {
  await run('codebook', 'add', 'Thanks');
  const post = String(posts[0]);
  expect((await run('code', post, 'thanks', '--coder', 'Ada', '--note', 'For the ferry')).out).toBe(`Post ${post}, Ada: thanks (added).\n`);
  expect((await run('code', post, '--coder', 'Ada')).out).toBe(`Post ${post}, Ada: no code (changed).\n`);
  expect(await run('code', post, 'praise', '--coder', 'Ada')).toMatchObject({ code: 1, out: '', err: 'There is no code “praise”.\n' });
  expect(await run('code', 'first', '--coder', 'Ada')).toMatchObject({ code: 2 });
  expect(await run('code', post)).toMatchObject({ code: 2, err: 'coder: is missing.\n' });
  expect(JSON.parse((await run('code', post, '--coder', 'Ada', '--json')).out)).toMatchObject({ result: 'unchanged' });
  expect(await run('codebook', 'retire', 'thanks')).toMatchObject({ out: expect.stringContaining('is retired') as string });
  expect(await run('codebook', 'retire', 'praise')).toMatchObject({ code: 1, err: expect.stringContaining('no code praise') as string });
}, 180_000);

test('a codebook with bad rows stores the rest, or nothing', async () => {
  const book = file('book.csv', 'label,slug,definition\nQuestion,,Asks\n,,\nThanks,BAD SLUG,\nAsked again,question,\n');
  const nothing = await run('codebook', 'import', book, '--all-or-nothing');
  expect(nothing).toMatchObject({ code: 1, out: expect.stringContaining('Nothing was stored') as string });
  expect(nothing.err).toBe(
    `${book}, row 2: label: is missing.\n${book}, row 3: slug: may have small letters, digits and hyphens, 60 at most.\n${book}, row 4: Row 1 has this short name already.\n`,
  );
  expect((await run('codebook', 'list', '--json')).out).toBe('');
  expect((await run('codebook', 'import', book)).out).toBe('Stored: 1 added, 0 changed, 0 unchanged, 3 refused.\n');
  const json = file('book.json', '{"codes": [{"label": "Question", "definition": "Asks"}, {"label": "Thanks", "example": "Ta."}]}');
  expect((await run('codebook', 'import', json)).out).toBe('Stored: 1 added, 0 changed, 1 unchanged, 0 refused.\n');
  expect(await run('codebook', 'import', join(commands.folder, 'none.csv'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('no such file') as string,
  });
  expect(await run('codebook', 'import', file('no.csv', 'colour\nred\n'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('`label`') as string,
  });
}, 180_000);

test('coding from a spreadsheet: each bad row is named', async () => {
  await run('codebook', 'add', 'Thanks');
  const [first, second] = posts;
  const sheet = file(
    'coding.csv',
    `\ufeffpost,coder,codes,note\n${first},Ada,thanks,"a note, with a comma"\n${first},ADA,,\nx,Ada,,\n${second},,thanks,\n${second},Ada,praise,\n`,
  );
  const ran = await run('code', 'import', sheet);
  expect(ran).toMatchObject({ code: 1, out: 'Stored: 1 added, 0 changed, 0 unchanged, 4 refused.\n' });
  expect(ran.err.split('\n')).toEqual([
    `${sheet}, row 2: Row 1 has this post for ADA already.`,
    `${sheet}, row 3: post: takes the number of a post, as its address has it.`,
    `${sheet}, row 4: coder: is missing.`,
    `Post ${second}, Ada: There is no code “praise”.`,
    '',
  ]);
}, 180_000);

test('agreement takes two who are there', async () => {
  expect(await run('codebook', 'agreement')).toMatchObject({ code: 1, err: expect.stringContaining('takes two coders') as string });
  expect(await run('codebook', 'agreement', 'Ada')).toMatchObject({ code: 2 });
  await run('code', String(posts[0]), '--coder', 'Ada');
  expect(await run('codebook', 'agreement', 'Ada', 'Bob')).toMatchObject({ code: 1, err: 'There is no coder Bob. There are: Ada.\n' });
  expect(await run('codebook', 'agreement', '--code', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('no code x') as string });
}, 180_000);
