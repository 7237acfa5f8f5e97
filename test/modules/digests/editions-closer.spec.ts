import { jest } from '@jest/globals';
import fc from 'fast-check';
import { CalendarQuery } from '../../../src/modules/digests/calendar.query.js';
import { ClosedEditions } from '../../../src/modules/digests/closed-editions.js';
import { EditionEntity } from '../../../src/modules/digests/edition.entity.js';
import { EditionQuery } from '../../../src/modules/digests/edition.query.js';
import { EditionsCloser } from '../../../src/modules/digests/editions-closer.js';
import { EDITION_FORMATS, type EditionFormat, Editions } from '../../../src/modules/digests/editions.js';
import { LIMITS } from '../../../src/modules/digests/limits.js';
import { REMOVED } from '../../../src/modules/digests/removed-words.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { startSite, type Site } from '../../support/site.js';

const KEY = '2008-04-03';
const CLOSES = new Date('2008-04-04T05:00:00Z');

let site: Site;
let rows: Rows;
let now: Date;

async function open(): Promise<void> {
  now = new Date('2008-04-03T20:00:00Z');
  site = await startSite(now);
  rows = new Rows(site.database);
}

beforeEach(open);
afterEach(() => site.close());
afterEach(() => jest.restoreAllMocks());

async function closeAt(at: Date): Promise<void> {
  now.setTime(at.getTime());
  await site.app.get(EditionsCloser).tick();
}

async function output(format: EditionFormat, key = KEY): Promise<string> {
  const editions = site.app.get(Editions);
  return editions.render(await editions.find(key), format);
}

async function outputs(key = KEY): Promise<Record<string, string>> {
  const written: Record<string, string> = {};
  for (const format of EDITION_FORMATS) written[format] = await output(format, key);
  return written;
}

async function closedKeys(): Promise<string[]> {
  return (await site.database.manager.find(EditionEntity, { order: { key: 'ASC' } })).map(({ key }) => key);
}

function change<Row extends object>(work: (manager: Site['database']['manager']) => Promise<Row>): Promise<Row> {
  return site.database.write(work);
}

test('an edition stays open for six hours, says until when, and says when it closed', async () => {
  await newsday(rows);
  expect(await output('text')).toContain('This edition is open: it grows until 4 April 2008, 06:00.');
  await closeAt(new Date(CLOSES.getTime() - 1));
  expect(await closedKeys()).toEqual([]);
  now.setTime(CLOSES.getTime());
  expect(await output('text')).toContain('This edition is about to close.');
  await closeAt(CLOSES);
  expect(await closedKeys()).toEqual([KEY]);
  expect(await output('text')).toContain('This edition closed on 4 April 2008, 06:00, and stays as it was then.');
});

test('what was over before we listened never closes, and says so', async () => {
  await newsday(rows);
  await closeAt(new Date('2008-06-10T12:00:00Z'));
  const keys = await closedKeys();
  expect(keys).toContain('2008-05');
  expect(keys.filter((key) => key < KEY)).toEqual(['2008-04']);
  const text = (await output('text', '2008-04-02')).replace(/\s+/g, ' ');
  expect(text).toContain('put together from archives, because we have listened since 3 April 2008, 09:02 only');
  expect(await output('html', '2008-W13')).toContain('put together from archives');
});

test('two workers that close at once write each edition once', async () => {
  await newsday(rows);
  now.setTime(new Date('2008-05-02T12:00:00Z').getTime());
  const closer = site.app.get(EditionsCloser);
  await Promise.all([closer.run(), closer.run(), closer.run()]);
  const keys = await closedKeys();
  expect(keys).toHaveLength(29 + 4 + 1);
  expect(new Set(keys).size).toBe(keys.length);
});

test('what arrives while an edition is read is in it', async () => {
  await newsday(rows);
  const source = await rows.source('Just in time');
  const query = site.app.get(EditionQuery);
  const read = query.read.bind(query);
  jest.spyOn(query, 'read').mockImplementationOnce(async (...asked) => {
    const found = await read(...asked);
    await rows.post(source, '2008-04-03T21:59:00Z', { title: 'While the edition was read', seenAt: CLOSES });
    return found;
  });
  await closeAt(CLOSES);
  const page = await output('text');
  expect(page).toContain('While the edition was read');
  expect(page).not.toContain('LATE ARRIVALS');
});

test('late arrivals are listed as such, and counted nowhere else', async () => {
  const { threadId } = await newsday(rows);
  await closeAt(CLOSES);
  const before = await output('text');
  const source = await rows.source('Slow Post', 'media');
  await rows.post(source, '2008-04-03T09:30:00Z', { title: 'Came in at noon', seenAt: new Date('2008-04-04T12:00:00Z') });
  await rows.comment(source, threadId, '2008-04-03T21:00:00Z', { text: 'Said in the evening.', seenAt: new Date('2008-04-04T12:00:00Z') });
  await rows.post(source, '2008-04-04T09:30:00Z', { title: 'Of the day after' });
  const after = await output('text');
  expect(after).toMatch(/2 messages of this time came in after the edition had closed, and are in\nnone of its numbers\./);
  expect(after).toMatch(/Came in at noon\nAda Example, Slow Post \[Media\], 10:30\./);
  expect(after).toMatch(/Said in the evening\.\nA comment by Ada Example on Slow Post, 22:00\./);
  expect(after).not.toContain('Of the day after');
  expect(withoutLate('text', after)).toBe(before);
  for (const format of ['html', 'atom', 'rss', 'json'] as const) expect(await output(format)).toContain('Came in at noon');
});

test('a post that only its comments told of when the edition closed is a late arrival when it comes', async () => {
  const source = await rows.source('Stubborn');
  const stub = await rows.post(source, '2008-04-03T10:00:00Z', { isStub: 1, title: null, text: '', html: '' });
  await rows.comment(source, stub, '2008-04-03T10:00:00Z');
  await closeAt(CLOSES);
  await change((manager) =>
    manager.update(PostEntity, stub, { isStub: 0, title: 'Here at last', seenAt: new Date('2008-04-05T09:00:00Z') }),
  );
  expect((await output('text')).split('LATE ARRIVALS')[1]).toContain('Here at last');
});

test('a removed message loses its words in every output, and nothing else moves', async () => {
  await newsday(rows);
  await closeAt(CLOSES);
  const before = await outputs();
  const words = 'Nine is a beginning';
  for (const format of EDITION_FORMATS) expect(before[format]).toContain(words);
  const { id, text } = await site.database.manager.findOneByOrFail(PostEntity, {
    authorName: 'Owen Tranter',
    sortAt: new Date('2008-04-03T08:12:00Z'),
  });
  await change((manager) => manager.update(PostEntity, id, { goneAt: new Date('2008-04-05T09:00:00Z') }));
  const after = await outputs();
  for (const format of EDITION_FORMATS) expect(after[format]).not.toContain(words);
  expect(after.json).toBe(before.json?.replace(JSON.stringify(text).slice(1, -1), REMOVED));
  expect(after.text).toContain('1 message of it was removed since, and nothing of its words is left here.');
  // It may only have been missing for a while.
  await change((manager) => manager.update(PostEntity, id, { goneAt: null }));
  expect(await outputs()).toEqual(before);
});

test('the words of a removed question are gone from the questions, too', async () => {
  await newsday(rows);
  await closeAt(CLOSES);
  const text = 'Who approves an answer before it goes up?';
  expect((await output('html')).split(text).length).toBeGreaterThan(8);
  await change((manager) => manager.update(PostEntity, { text }, { goneAt: new Date('2008-04-05T09:00:00Z') }));
  for (const format of EDITION_FORMATS) expect(await output(format)).not.toContain(text);
});

test('with a source go all its words, and the edition still stands', async () => {
  await newsday(rows);
  await closeAt(CLOSES);
  await change((manager) => manager.delete(SourceEntity, { slug: 'civic-notebook' }));
  const page = await output('text');
  expect(page).toMatch(/^HUSTINGS {2}Thursday 3 April 2008\n/);
  for (const words of ['For a fortnight now', 'Nine is a beginning', 'said good morning back']) expect(page).not.toContain(words);
  await change((manager) => manager.createQueryBuilder().delete().from(SourceEntity).execute());
  expect(await output('text')).toMatch(/^HUSTINGS {2}Thursday 3 April 2008\n/);
});

/** What may be stored after an edition closed. Numbers choose among what is there. */
interface Later {
  what: 'post' | 'comment' | 'late post' | 'late comment' | 'edit' | 'rename' | 'revoice' | 'move';
  which: number;
  minute: number;
}

const later: fc.Arbitrary<Later> = fc.record({
  what: fc.constantFrom('post', 'comment', 'late post', 'late comment', 'edit', 'rename', 'revoice', 'move'),
  which: fc.nat(1000),
  minute: fc.nat(24 * 60 - 1),
});

async function store({ what, which, minute }: Later): Promise<void> {
  const { manager } = site.database;
  const [posts, sources] = [
    await manager.find(PostEntity, { order: { id: 'ASC' } }),
    await manager.find(SourceEntity, { order: { id: 'ASC' } }),
  ];
  const [post, source] = [posts[which % posts.length]!, sources[which % sources.length]!];
  const sortAt = new Date(
    (what.startsWith('late') ? Date.parse('2008-04-02T23:00:00Z') : Date.parse('2008-04-04T00:00:00Z')) + minute * 60_000,
  );
  const seen = { seenAt: new Date('2008-04-06T09:00:00Z') };
  if (what === 'post' || what === 'late post') await rows.post(source.id, sortAt.toISOString(), seen);
  if (what === 'comment' || what === 'late comment') await rows.comment(post.sourceId, post.rootId ?? post.id, sortAt.toISOString(), seen);
  if (what === 'edit')
    await change((write) =>
      write.update(PostEntity, post.id, { title: 'Edited', text: 'Edited.', html: '<p>Edited.</p>', revisionCount: 1 }),
    );
  if (what === 'rename') await change((write) => write.update(SourceEntity, source.id, { title: `Renamed ${which}` }));
  if (what === 'revoice') await change((write) => write.update(PostEntity, { sourceId: source.id }, { voice: 'party' }));
  if (what === 'move') await change((write) => write.update(PostEntity, post.id, { sortAt: new Date('2008-04-04T09:00:00Z') }));
}

function withoutLate(format: EditionFormat, text: string): string {
  if (format === 'html') return text.replace(/<section class="late"[^]*?<\/section>\n/, '');
  if (format === 'text') return text.replace(/\nLATE ARRIVALS\n[^]*?\n\n(?=This edition closed)/, '\n');
  return text;
}

test('whatever is stored after it closed, every output stays to the letter, but for late arrivals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(later, { minLength: 1, maxLength: 12 }), async (acts) => {
      await site.close();
      await open();
      await newsday(rows);
      await closeAt(CLOSES);
      const before = await outputs();
      for (const act of acts) await store(act);
      now.setTime(new Date('2008-05-06T09:00:00Z').getTime());
      const after = await outputs();
      for (const format of ['html', 'text'] as const) expect(withoutLate(format, after[format]!)).toBe(before[format]);
      const isLate = acts.some(({ what }) => what.startsWith('late'));
      if (!isLate) expect(after).toEqual(before);
      // Later items stand behind all others.
      const [told, tells] = [before.json, after.json].map((text) => (JSON.parse(text!) as { items: object[] }).items);
      expect(tells!.slice(0, told!.length)).toEqual(told);
    }),
    { numRuns: 8 },
  );
}, 180_000);

test('what is kept is what was read: it comes back from the table as it went in', async () => {
  await newsday(rows);
  const editions = site.app.get(Editions);
  const period = await editions.find(KEY);
  const { page, feed } = LIMITS;
  const read = [await site.app.get(EditionQuery).read(period, page), await site.app.get(EditionQuery).read(period, feed)];
  await closeAt(CLOSES);
  const { pageRows, feedRows } = await site.database.manager.findOneByOrFail(EditionEntity, { key: KEY });
  expect([pageRows, feedRows]).toEqual(read);
  expect(await site.app.get(ClosedEditions).isClosed(period)).toBe(true);
});

/** What a page is sent with, after some time. */
async function headersAt(path: string, afterMs: number): Promise<Record<string, string>> {
  now.setTime(now.getTime() + afterMs);
  const response = await site.get(path);
  const { date, 'x-request-id': id, ...headers } = Object.fromEntries(response.headers);
  expect([response.status, date, id]).toEqual([200, expect.any(String), expect.any(String)]);
  return headers;
}

test('where one has to sign in, a closed edition that is there is still kept from others', async () => {
  await site.close();
  now = new Date('2008-04-03T20:00:00Z');
  site = await startSite(now, { READER_ACCESS: 'login', TRUSTED_PROXIES: '127.0.0.1' });
  rows = new Rows(site.database);
  await newsday(rows);
  await closeAt(new Date(CLOSES.getTime() + 60_000));
  const path = `/digest/${KEY}`;
  for (const time of ['first', 'again']) {
    const inside = await site.get(path);
    expect([time, inside.status, inside.headers.get('cache-control')]).toEqual([time, 200, 'private, max-age=60']);
    const outside = await site.get(path, { 'X-Forwarded-For': '203.0.113.9' });
    expect([time, outside.status]).not.toEqual([time, 200]);
    expect(await outside.text()).not.toContain('Harbours department');
  }
});

test('a closed edition may be kept by anybody for a minute, and is not asked about again at once', async () => {
  await newsday(rows);
  const path = `/digest/${KEY}`;
  expect((await site.get(path)).headers.get('cache-control')).toBe('public, no-cache');
  await closeAt(new Date(CLOSES.getTime() + 60_000));
  const first = await site.get(path);
  expect(first.headers.get('cache-control')).toBe('public, max-age=60');
  const text = await first.text();
  const asked = jest.spyOn(site.app.get(CalendarQuery), 'version');
  const again = await site.get(path, { 'If-None-Match': first.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' });
  expect([again.status, asked.mock.calls.length]).toEqual([304, 0]);
  now.setTime(now.getTime() + 31_000);
  expect(await site.text(path)).toBe(text);
  expect(asked).toHaveBeenCalledTimes(1);
  const [looked, kept] = [await headersAt(path, 31_000), await headersAt(path, 0)];
  expect(looked).toEqual(kept);
  // The address of the latest edition goes on with the next one.
  expect((await site.get('/')).headers.get('cache-control')).toBe('public, no-cache');
});
