import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { addCodes, judge } from '../../support/coding.js';
import { Rows } from '../../support/conversation.js';
import { Program, type Told } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let program: Program;
let rows: Rows;
let source: number;
let posts: number[];

beforeAll(async () => {
  site = await startSite();
  program = new Program(site);
  rows = new Rows(site.database);
  source = await rows.source('Harbour Light', 'civil-service');
  posts = [];
  for (let number = 0; number < 12; number++)
    posts.push(await rows.post(source, `2008-04-02T10:${10 + number}:00Z`, { title: `Ferry ${number}`, text: 'When?' }));
  await file();
  await addCodes(site, [{ label: 'Question' }]);
}, 180_000);
afterAll(() => site.close());

async function file(): Promise<void> {
  await site.app.get(Reindexer).run({ again: true });
}

async function listed(query: string): Promise<number[]> {
  return (await program.get(`/desk/posts?${query}&limit=200`)).body.items.map(({ post }) => Number(post));
}

const postOf = ({ body }: Told) => (body.post as { id: number } | null)?.id ?? null;

test('a program goes through a desk: the posts in their order, blind, each once', async () => {
  const seen: number[] = [];
  let at = 'q=ferry&coder=Ada';
  for (;;) {
    const told = await program.get(`/desk?${at}`);
    expect(told).toMatchObject({ status: 200, body: { of: 12, done: seen.length } });
    const id = postOf(told);
    if (id === null) break;
    expect(Object.keys(told.body.post as object)).not.toEqual(expect.arrayContaining(['codes']));
    expect(JSON.stringify(told.body)).not.toContain('Bob');
    await judge(site, id, 'Bob', ['question'], 'Bob thinks so');
    expect((await program.ask('POST', `/posts/${id}/judgements`, { codes: ['question'], coder: 'Ada' })).status).toBe(200);
    seen.push(id);
    at = `q=ferry&coder=Ada&through=${String(told.body.through)}&behind=${id}`;
  }
  expect(seen).toEqual(posts);
  const again = await program.get(`/desk?q=ferry&coder=ada&post=${posts[3]}`);
  expect([postOf(again), again.body.own]).toEqual([posts[3], expect.objectContaining({ coder: 'Ada', codes: ['question'] })]);
});

test('a sample is the same for all who name its seed, in parts as whole, and stays so when more comes', async () => {
  const sample = await listed('q=ferry&sample=5&seed=spring&coder=Cass');
  expect(sample).toHaveLength(5);
  expect(await listed('q=ferry&sample=5&seed=spring&coder=Dan')).toEqual(sample);
  expect(await listed('q=ferry&sample=5&seed=autumn&coder=Dan')).not.toEqual(sample);
  const first = await program.get('/desk/posts?q=ferry&sample=5&seed=spring&coder=Cass&limit=2');
  const rest = (await (await site.get(String(first.body.next))).json()) as Told['body'];
  expect([...first.body.items, ...rest.items].map(({ post }) => post)).toEqual(sample.slice(0, 4));
  const { through } = (await program.get('/desk?q=ferry&coder=Cass')).body;
  await rows.post(source, '2008-04-03T10:00:00Z', { title: 'Ferry late', text: 'When?' });
  await file();
  expect(await listed(`q=ferry&sample=5&seed=spring&coder=Cass&through=${String(through)}`)).toEqual(sample);
  expect(await listed(`q=ferry&coder=Cass&through=${String(through)}`)).toEqual(posts);
});

test.each([
  ['q=ferry', '/coder'],
  ['coder=Ada', '/q'],
  ['q=ferry+(&coder=Ada', '/q'],
  ['q=ferry&coder=Ada&sample=0', '/sample'],
])('%s is refused at %s', async (query, pointer) => {
  const { status, body } = await program.get(`/desk?${query}`);
  expect([status, body.errors.map((each) => each.pointer)]).toEqual([422, [pointer]]);
});

test('a post that is not there', async () => {
  expect((await program.get('/desk?q=ferry&coder=Ada&post=999999')).status).toBe(404);
});
