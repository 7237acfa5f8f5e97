import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { Rematcher } from '../../../src/modules/mentions/rematcher.js';
import { Rows } from '../../support/conversation.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let program: Program;

beforeEach(async () => {
  site = await startSite();
  program = new Program(site);
  const rows = new Rows(site.database);
  const sourceId = await rows.source('The Lamp');
  for (const text of ['Nobody asked.', 'The Treasury is closed.', 'Who buys treasury bonds?'])
    await rows.post(sourceId, '2008-04-03T09:00:00Z', { title: 'A day', text });
}, 180_000);
afterEach(() => site.close());

const stored = async () =>
  (await site.database.manager.find(EntityEntity, { order: { name: 'ASC' } })).map(({ name, kind }) => [name, kind]);

test('what somebody would be found by is counted with its places, and nothing is stored', async () => {
  const treasury = { name: 'HM Treasury', aliases: ['=Treasury'] };
  const seen = await program.ask('POST', '/entities/preview', treasury);
  expect(seen).toMatchObject({
    status: 200,
    body: {
      slug: 'hm-treasury',
      result: 'added',
      before: { posts: 0, mentions: 0 },
      after: { posts: 1, mentions: 1 },
      lookedAt: 3,
      total: 3,
      examples: [{ is: 'new', title: 'A day', before: 'The ', found: 'Treasury', after: ' is closed.' }],
    },
  });
  expect(await stored()).toEqual([]);
  await program.ask('POST', '/entities', treasury);
  await site.app.get(Rematcher).run();
  expect((await program.ask('POST', '/entities/preview', treasury)).status).toBe(409);
  const wider = { ...treasury, aliases: ['Treasury'], of: 'hm-treasury' };
  const { body } = await program.ask('POST', '/entities/preview', wider);
  expect(body).toMatchObject({ result: 'changed', before: { posts: 1 }, after: { posts: 2 } });
  expect((body.examples as { is: string }[]).map(({ is }) => is).sort()).toEqual(['new', 'still']);
  expect((await program.get('/entities/hm-treasury')).body).toMatchObject({ aliases: [{ text: 'Treasury', isCaseSensitive: true }] });
});

test('a catalogue says what it would change, then comes in, whole or in part', async () => {
  const csv = 'name,kind,aliases\nHM Treasury,department,=Treasury\n,department,\n';
  const dry = await program.send('/entities/import?dryRun=true', 'text/csv', csv);
  expect(dry).toMatchObject({
    status: 200,
    body: {
      isStored: false,
      message: 'Would be: 1 added, 0 changed, 0 unchanged, 1 refused. Counted in all 3 posts.',
      entities: [{ slug: 'hm-treasury', result: 'added', after: { posts: 1 } }],
      badRows: [{ row: 2, name: '', problems: ['name: is missing.'] }],
    },
  });
  expect((await program.send('/entities/import?allOrNothing=true', 'text/csv', csv)).body).toMatchObject({ isStored: false });
  expect(await stored()).toEqual([]);
  expect((await program.send('/entities/import', 'text/csv', csv)).body).toMatchObject({ isStored: true });
  expect(await stored()).toEqual([['HM Treasury', 'department']]);
  const json = JSON.stringify({ entities: [{ name: 'HM Treasury', kind: 'ministry', aliases: ['=Treasury'] }, { name: 'Mint' }] });
  const { body } = await program.send('/entities/import?allOrNothing=true', 'text/json; charset=utf-8', `\uFEFF${json}`);
  expect((body.entities as { result: string }[]).map(({ result }) => result)).toEqual(['changed', 'added']);
  expect(await stored()).toEqual([
    ['HM Treasury', 'ministry'],
    ['Mint', null],
  ]);
  expect((await program.send('/entities/import', 'application/json', json)).status).toBe(415);
});
