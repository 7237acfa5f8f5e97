import { judge } from '../../support/coding.js';
import { Rows } from '../../support/conversation.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let program: Program;

beforeEach(async () => {
  site = await startSite();
  program = new Program(site);
}, 180_000);
afterEach(() => site.close());

const labels = async () => (await program.get('/codebook/codes')).body.items.map(({ label }) => label);

test('a book comes in, whole or in part, and is changed where its short names are there', async () => {
  const csv = 'label,slug\nQuestion,\n,thanks\n';
  expect((await program.send('/codebook/import?allOrNothing=true', 'text/csv', csv)).body).toMatchObject({ isStored: false, codes: [] });
  expect(await labels()).toEqual([]);
  expect(await program.send('/codebook/import', 'text/csv', csv)).toMatchObject({
    status: 200,
    body: {
      isStored: true,
      message: 'Stored: 1 added, 0 changed, 0 unchanged, 1 refused.',
      codes: [{ slug: 'question', result: 'added', problem: null }],
      badRows: [{ row: 2, problems: ['label: is missing.'] }],
    },
  });
  await program.ask('POST', '/codebook/codes', { label: 'Thanks' });
  const json = JSON.stringify([{ label: 'Asks', slug: 'question' }, { label: 'Thanks' }]);
  const { body } = await program.send('/codebook/import', 'text/json', json);
  expect((body.codes as { result: string }[]).map(({ result }) => result)).toEqual(['changed', 'unchanged']);
  expect(await labels()).toEqual(['Asks', 'Thanks']);
});

test('the posts behind each figure are listed, in parts', async () => {
  const rows = new Rows(site.database);
  const source = await rows.source('Harbour Light', 'civil-service');
  const posts: number[] = [];
  for (const minute of ['10', '11', '12'])
    posts.push(await rows.post(source, `2008-04-02T10:${minute}:00Z`, { title: 'Ferry', voice: 'civil-service' }));
  const [first = 0, second = 0, third = 0] = posts;
  await program.ask('POST', '/codebook/codes', { label: 'Question' });
  for (const id of [first, second]) await judge(site, id, 'Ada', ['question']);
  await judge(site, third, 'Ada', []);
  await judge(site, first, 'Bob', ['question']);
  await judge(site, second, 'Bob', []);
  const listed = async (query: string) => (await program.get(`/codebook/posts?${query}`)).body.items.map(({ id }) => id);
  expect(await listed('list=given/question')).toEqual([second, first]);
  expect(await listed('list=given/question/civil-service')).toEqual([second, first]);
  expect(await listed('list=given/question/others')).toEqual([]);
  expect(await listed('list=uncoded&coder=ada')).toEqual([third]);
  expect(await listed('list=different&first=Ada&second=Bob')).toEqual([second]);
  expect(await listed('list=first/question&first=Ada&second=Bob')).toEqual([second]);
  const { body } = await program.get('/codebook/posts?list=judged&coder=Ada&limit=2');
  expect(body.items).toHaveLength(2);
  expect((await program.get(String(body.next).replace('/api/v1', ''))).body).toMatchObject({ items: [expect.anything()], next: null });
  for (const none of ['list=given/none', 'list=judged&coder=Cem', 'list=same&first=Ada&second=Cem', 'list=pirates'])
    expect((await program.get(`/codebook/posts?${none}`)).status).toBe(404);
});
