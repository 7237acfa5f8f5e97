import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { Rows } from '../../support/conversation.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let program: Program;

beforeAll(async () => {
  site = await startSite();
  program = new Program(site);
  const rows = new Rows(site.database);
  const source = await rows.source('Harbour Light');
  const texts = [...Array.from({ length: 6 }, () => 'The ferry is late.'), ...Array.from({ length: 18 }, () => 'The lock is shut.')];
  await rows.many(texts.map((text, number) => rows.row(source, new Date(Date.UTC(2008, 3, 5, 0, number)), { text })));
  await site.app.get(Reindexer).run({ again: true });
}, 180_000);
afterAll(() => site.close());

test('a search is counted before it is saved, and nothing is stored', async () => {
  const count = async (query: string) => (await program.ask('POST', '/watches/count', { query })).body;
  expect(await count('ferry is:comment')).toEqual({ found: 0, total: 24, isBroad: false });
  expect(await count('ferry')).toEqual({ found: 6, total: 24, isBroad: true });
  expect((await program.ask('POST', '/watches', { name: 'Ferries', query: 'ferry' })).status).toBe(409);
  const wrong = await program.ask('POST', '/watches/count', { query: 'ferry (' });
  expect([wrong.status, wrong.body.errors.map(({ pointer }) => pointer)]).toEqual([422, ['/query']]);
  expect((await program.get('/watches')).body.items).toEqual([]);
});
