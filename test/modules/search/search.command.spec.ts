import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hustings } from '../../support/cli.js';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hustings-search-'));
  env = { DATABASE_URL: `sqlite:${join(folder, 'h.sqlite')}` };
  const feed = join(folder, 'feed.xml');
  const items = ['Dredging starts', 'Ferries & consultations'].map(
    (title, index) =>
      `<item><title>${title.replace('&', '&amp;')}</title><link>http://quay.example/${index}</link><guid>${index}</guid><pubDate>Thu, 0${index + 1} Apr 2008 09:00:00 GMT</pubDate><description>What there is to say about it, in some words.</description></item>`,
  );
  await writeFile(
    feed,
    `<rss version="2.0"><channel><title>Quay</title><link>http://quay.example/</link>${items.join('')}</channel></rss>`,
  );
  expect(await hustings(['import', feed], env)).toMatchObject({ code: 0 });
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

test('one object a line, for scripts; read by a thread of its own', async () => {
  const { code, out, err } = await hustings(['search', 'consulting', '--json'], env);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  expect(lines).toEqual([
    expect.objectContaining({
      kind: 'post',
      title: 'Ferries & consultations',
      source: 'quay',
      language: 'en',
      publishedAt: '2008-04-02T09:00:00.000Z',
    }),
  ]);
}, 180_000);

test('people get the headline, the date and the number of results', async () => {
  const { code, out } = await hustings(['search', 'say', 'words', '--order', 'date'], env);
  expect(code).toBe(0);
  expect(out).toMatch(
    /2 April 2008, 10:00 {2}Quay \(Quay\)\n {4}Ferries & consultations\n.*1 April 2008.*\n {4}Dredging starts\n2 results\.\n$/,
  );
}, 180_000);

test('a fault in the query is shown in its place, as wrong usage', async () => {
  const { code, out, err } = await hustings(['search', 'dredging', 'after:soon'], env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('  dredging after:soon\n                 ^^^^\n');
  expect((await hustings(['search', 'x', '--limit', '0'], env)).code).toBe(2);
}, 180_000);

test('all can be filed again', async () => {
  const { code, out } = await hustings(['search', '--reindex'], env);
  expect({ code, out }).toEqual({ code: 0, out: 'All posts can be found.\n' });
  expect((await hustings(['search', 'dredging', '--json'], env)).out).toContain('Dredging starts');
}, 180_000);
