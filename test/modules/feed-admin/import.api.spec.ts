import { FeedListEntity } from '../../../src/modules/feed-admin/feed-list.entity.js';
import { FeedLists } from '../../../src/modules/feed-admin/feed-lists.js';
import { AuditEntryEntity } from '../../../src/modules/accounts/audit-entry.entity.js';
import { opml, outlines } from '../../support/opml.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterEach(async () => {
  await visitor.clear();
  await site.database.write((manager) => manager.deleteAll(FeedListEntity));
});
afterAll(() => site.close());

interface List {
  id: string;
  state: string;
  [fact: string]: unknown;
}

function send(
  body: string | Uint8Array<ArrayBuffer>,
  query = '',
  type = 'text/x-opml',
  more: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${site.url}/api/v1/feeds/import${query}`, { method: 'POST', body, headers: { 'Content-Type': type, ...more } });
}

async function listed(response: Promise<Response>): Promise<List> {
  const { status, body } = await response.then(async (each) => ({ status: each.status, body: (await each.json()) as List }));
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
}

async function refused(response: Promise<Response>): Promise<[number, string]> {
  const answer = await response;
  const { detail, errors } = (await answer.json()) as { detail: string; errors?: { message: string }[] };
  return [answer.status, errors?.[0]?.message ?? detail];
}

const state = async ({ id }: List) => (await (await site.get(`/api/v1/feeds/import/${id}`)).json()) as List;

test('a list comes in, and says how far it is', async () => {
  const response = await send(opml(outlines(300)));
  const list = (await response.clone().json()) as List;
  expect([response.status, response.headers.get('location')]).toEqual([201, `/api/v1/feeds/import/${list.id}`]);
  expect(list).toMatchObject({ state: 'importing', feeds: 300, fresh: 300, position: 0, added: 0 });
  await site.app.get(FeedLists).tick();
  expect(await state(list)).toMatchObject({ state: 'imported', position: 300, added: 300 });
  expect(await visitor.feeds()).toHaveLength(300);
});

test('a dry run says what would come, and brings exactly that when it is confirmed, once', async () => {
  await visitor.add({ url: 'https://h1.example/feeds/1', title: 'Known' });
  const list = await listed(
    send(
      opml(`<outline text="Ports">${outlines(3)}</outline><outline text="No" xmlUrl="mailto:x@y.example"/>`),
      '?dryRun=true&name=ports.opml',
    ),
  );
  expect(list).toMatchObject({
    name: 'ports.opml',
    state: 'shown',
    feeds: 3,
    fresh: 2,
    known: 1,
    warnings: [expect.stringContaining('mailto:x@y.example')],
    tags: [{ tag: 'ports', feeds: 3 }],
  });
  await site.app.get(FeedLists).tick();
  expect(await visitor.feeds()).toHaveLength(1);
  for (const expected of ['importing', 'imported']) {
    const confirmed = await fetch(`${site.url}/api/v1/feeds/import/${list.id}`, { method: 'POST' });
    expect([confirmed.status, await confirmed.json()]).toEqual([200, expect.objectContaining({ state: expected })]);
    await site.app.get(FeedLists).tick();
  }
  expect(await visitor.feeds()).toHaveLength(3);
});

test('in its own letters, and packed', async () => {
  const text = `<?xml version="1.0" encoding="windows-1252"?>${opml('<outline text="D\xE9p\xEAches" xmlUrl="https://a.example/feed"/>')}`;
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  const packed = new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
  for (const list of [
    await listed(send(bytes, '?dryRun=true')),
    await listed(send(packed, '?dryRun=true', 'application/xml', { 'Content-Encoding': 'gzip' })),
  ])
    expect(list.examples).toEqual([{ title: 'Dépêches', url: 'https://a.example/feed' }]);
});

describe('refused in words, with nothing kept', () => {
  afterEach(async () => expect(await site.database.manager.count(FeedListEntity)).toBe(0));

  test('50 MB, as they are and packed', async () => {
    const large = `<opml>${'x'.repeat(50 * 1024 * 1024)}`;
    expect(await refused(send(large))).toEqual([413, expect.stringContaining('larger than 20 MB')]);
    const packed = new Uint8Array(await new Response(new Blob([large]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
    expect(await refused(send(packed, '', 'text/x-opml', { 'Content-Encoding': 'gzip' }))).toEqual([
      413,
      expect.stringContaining('larger than 20 MB'),
    ]);
  });

  test('nothing, a page, a list of nothing, and what is sent as something else', async () => {
    expect(await refused(send(''))).toEqual([422, expect.stringContaining('there was none')]);
    expect(await refused(send('<html><p>Hello</p></html>'))).toEqual([422, expect.stringContaining('This is no OPML document')]);
    expect(await refused(send(opml('')))).toEqual([422, expect.stringContaining('There is no feed in it')]);
    expect(await refused(send(opml(outlines(1)), '', 'image/png'))).toEqual([415, expect.stringContaining('text/x-opml')]);
    expect(await refused(send(opml(outlines(1)), '?dryrun=true'))).toEqual([422, expect.stringContaining('Nothing of this name')]);
  });
});

test('folders 1,000 deep, entities of its own, and the same feed five times', async () => {
  const deep = opml(`${'<outline text="f">'.repeat(1000)}${outlines(1)}${'</outline>'.repeat(1000)}`);
  expect(await listed(send(deep, '?dryRun=true'))).toMatchObject({ fresh: 1, warnings: [expect.stringContaining('more than 20 deep')] });
  const bomb = `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>${opml(
    '<outline text="&a;&f;" xmlUrl="https://a.example/feed"/>',
  )}`;
  const read = await listed(send(bomb, '?dryRun=true'));
  expect(read).toMatchObject({ warnings: [expect.stringContaining('entities of its own')], examples: [{ title: '&a;&f;' }] });
  expect(await listed(send(opml(outlines(1).repeat(5)), '?dryRun=true'))).toMatchObject({ feeds: 1, repeated: 4 });
});

test('20,000 feeds', async () => {
  expect(await listed(send(opml(outlines(20_000)), '?dryRun=true'))).toMatchObject({ feeds: 20_000, fresh: 20_000 });
}, 180_000);

test('a list that nobody said yes to ends after an hour, and none is none', async () => {
  const { id } = await listed(send(opml(outlines(1)), '?dryRun=true'));
  await site.database.write((manager) => manager.update(FeedListEntity, { id }, { createdAt: new Date('2008-04-05T10:59:00Z') }));
  for (const method of ['GET', 'POST']) {
    expect(await refused(fetch(`${site.url}/api/v1/feeds/import/${id}`, { method }))).toEqual([
      410,
      expect.stringContaining('over an hour ago'),
    ]);
    expect((await refused(fetch(`${site.url}/api/v1/feeds/import/none`, { method })))[0]).toBe(404);
  }
  expect(await visitor.feeds()).toEqual([]);
});

test('the audit log has how large a list was, and nothing of it', async () => {
  const text = opml(outlines(2));
  await listed(send(text, '?dryRun=true'));
  const latest = () =>
    site.database.manager.findOneOrFail(AuditEntryEntity, { where: { action: 'POST /api/v1/feeds/import' }, order: { id: 'DESC' } });
  // The outcome is written down when the answer has gone out.
  while ((await latest()).status === null) await new Promise((done) => setTimeout(done, 10));
  expect(await latest()).toMatchObject({ fields: { bytes: text.length }, status: 201 });
});
