import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { FeedGapEntity } from '../../../src/modules/sources/feed-gap.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { DAY, HOUR, type Item, Listening, MINUTE, rss } from './support.js';

let at: Listening;
beforeAll(async () => (at = await Listening.open({ READER_ACCESS: 'login' })));
afterEach(() => at.clear());
afterAll(() => at.close());

const item = (guid: string, ago = HOUR, words?: string): Item => ({ guid, at: at.now - ago, ...(words ? { words } : {}) });
const many = (name: string, count: number, ago = HOUR) =>
  Array.from({ length: count }, (_, index) => item(`${name}${index}`, ago + index * MINUTE));

test.each(['sha1', 'sha256', 'sha384', 'sha512'])('what is signed with %s is stored as if a poll had brought it', async (method) => {
  await at.subscribe([item('a')]);
  at.now += HOUR;
  const answer = await at.hub.deliver(at.document([item('b', MINUTE)]), { method });
  expect([answer.status, await answer.text()]).toEqual([202, '']);
  const [before, pushed] = await at.posts();
  expect(pushed).toMatchObject({ guid: 'b', title: 'On b', text: 'Words of b', feedId: before!.feedId, sourceId: before!.sourceId });
  expect(await at.row()).toMatchObject({ pushedAt: new Date(at.now), ignored: 0 });
  expect(await at.feed()).toMatchObject({ changedAt: new Date(at.now) });
});

test('what is not signed as it should be is passed over, and answered in the same way', async () => {
  await at.subscribe([item('a')]);
  const body = at.document([item('b', MINUTE)]);
  const sent = [
    { secret: 'another' },
    { headers: { 'X-Hub-Signature': '' } },
    { headers: { 'X-Hub-Signature': 'sha256=abcd' } },
    { headers: { 'X-Hub-Signature': `sha256=${'0'.repeat(64)}` } },
    { headers: { 'X-Hub-Signature': `sha1=${'0'.repeat(64)}` } },
    { method: 'md5' },
  ];
  for (const said of sent) {
    const answer = await at.hub.deliver(body, said);
    expect([answer.status, await answer.text()]).toEqual([202, '']);
  }
  expect(await at.guids()).toEqual(['a']);
  expect(await at.row()).toMatchObject({ pushedAt: null, ignored: 6 });
});

test('what says of itself that it is another feed is passed over', async () => {
  await at.subscribe([item('a')]);
  const link = (url: string) => ({ headers: { Link: `<${at.hub.url}>; rel="hub", <${url}>; rel="self"` } });
  await at.hub.deliver(at.document([item('b')]), link('http://another.example/feed'));
  expect(await at.guids()).toEqual(['a']);
  await at.hub.deliver(at.document([item('b')]), link(at.topic()));
  expect(await at.guids()).toEqual(['a', 'b']);
});

test('packed, as JSON, or by a browser on another site: it is read as it is', async () => {
  await at.subscribe([item('a')]);
  await at.hub.deliver(gzipSync(at.document([item('b')])), { headers: { 'Content-Encoding': 'gzip' } });
  const json = { version: 'https://jsonfeed.org/version/1.1', title: 'A blog', items: [{ id: 'c', content_text: 'Words of c' }] };
  const headers = { 'Content-Type': 'application/json', Origin: 'https://hub.example', 'Sec-Fetch-Site': 'cross-site' };
  await at.hub.deliver(JSON.stringify(json), { headers });
  expect(await at.guids()).toEqual(['a', 'b', 'c']);
});

/** A month goes by, and an hour since the last poll: the next is hours away. */
async function fallQuiet(): Promise<void> {
  at.now += 40 * DAY;
  await at.poll();
  at.now += HOUR;
  expect(await at.minutesAhead()).toBeGreaterThan(200);
}

test.each([
  ['nothing', ''],
  ['a page', '<!doctype html><html><body>No feed</body></html>'],
  ['noise', Buffer.from([0, 1, 2, 255])],
])('where %s is delivered, the feed is polled soon', async (_, body) => {
  await at.subscribe([item('a')]);
  await fallQuiet();
  expect((await at.hub.deliver(body)).status).toBe(202);
  expect(await at.minutesAhead()).toBe(0);
  expect(await at.guids()).toEqual(['a']);
});

test('more than a feed needs is refused, announced or not', async () => {
  await at.subscribe([item('a')]);
  expect((await at.hub.deliver(Buffer.alloc(10 * 1024 * 1024 + 1))).status).toBe(413);
  expect(await sendUnannounced(at.site.url + new URL(at.hub.last['hub.callback']).pathname, 12)).toBe('cut off');
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  expect((await at.hub.deliver(bomb, { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(202);
  expect(await at.guids()).toEqual(['a']);
});

test('a flood is stopped', async () => {
  await at.subscribe([item('a')]);
  const answers = await Promise.all(Array.from({ length: 80 }, () => at.hub.deliver('no', { secret: 'no' })));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20);
  expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^\d+$/);
});

test('where nothing is subscribed to, nothing is read', async () => {
  await at.subscribe([item('a')]);
  expect((await at.hub.deliver(at.document([item('b')]), { callback: `${at.site.url}/websub/another` })).status).toBe(410);
  expect(await at.guids()).toEqual(['a']);
});

test('what is sent once more undoes no edit: a poll sees how things are', async () => {
  await at.subscribe([item('a', HOUR, 'In May.')]);
  const old = at.document([item('a', HOUR, 'In May.')]);
  at.publish([item('a', HOUR, 'In June.')]);
  at.now += HOUR;
  await at.poll();
  expect((await at.posts())[0]).toMatchObject({ text: 'In June.', revisionCount: 1 });
  await fallQuiet();
  await at.hub.deliver(old);
  expect((await at.posts())[0]).toMatchObject({ text: 'In June.', revisionCount: 1 });
  expect(await at.minutesAhead()).toBe(0);
  at.now += MINUTE;
  await at.poll(false);
  expect((await at.posts())[0]).toMatchObject({ text: 'In June.', revisionCount: 1 });
});

describe('polls', () => {
  const entries: Item[] = [];
  beforeEach(async () => {
    entries.splice(0, entries.length, ...many('old', 10));
    await at.subscribe(entries);
  });
  const pushNew = async (guid: string) => {
    entries.unshift(item(guid, MINUTE));
    entries.splice(10);
    at.publish(entries);
    await at.hub.deliver(at.document([entries[0]!]));
  };

  test('are as often as without a hub until it tells of something, and rarer from then on', async () => {
    expect(await at.minutesAhead()).toBeLessThanOrEqual(11);
    await pushNew('new');
    at.now += 20 * MINUTE;
    expect(await at.poll(false)).toBe(1);
    // Half of what the feed shows would have been replaced by then, at the pace of one in twenty minutes.
    expect(await at.minutesAhead()).toBeGreaterThanOrEqual(100);
    expect((await at.feed()).outcomeMessage).toMatch(/1 entry had been pushed before\.$/);
  });

  test('that find what no push brought come back to their own rhythm, and the hub is asked again', async () => {
    await pushNew('new');
    at.now += HOUR;
    await at.poll();
    entries.unshift(item('missed', 30 * MINUTE));
    at.publish(entries);
    at.now += 2 * HOUR;
    await at.poll();
    expect(await at.minutesAhead()).toBeLessThanOrEqual(11);
    expect(await at.row()).toMatchObject({ missedAt: new Date(at.now), state: 'active' });
    await at.pass(0);
    expect(at.hub.asked).toHaveLength(2);
    await at.hub.verify();
    // A push alone does not bring back the trust: that takes a day, too.
    at.now += MINUTE;
    await pushNew('newer');
    at.now += HOUR;
    await at.poll();
    expect(await at.minutesAhead()).toBeLessThanOrEqual(11);
    at.now += DAY;
    await at.poll();
    expect(await at.minutesAhead()).toBeGreaterThanOrEqual(240);
  });

  test('that come before a push which is on its way hold nothing against it', async () => {
    await pushNew('new');
    entries.unshift(item('on its way', -9 * MINUTE));
    at.publish(entries);
    at.now += 10 * MINUTE;
    await at.poll();
    expect(await at.row()).toMatchObject({ missedAt: null });
  });

  test('are as often as without where the lease is over and nobody renewed it', async () => {
    await pushNew('new');
    at.now += HOUR;
    await at.poll();
    at.hub.answers = () => ({ status: 500 });
    await at.pass(10 * DAY);
    await at.poll();
    expect(await at.minutesAhead()).toBeLessThanOrEqual(200);
    // What comes all the same is taken.
    await pushNew('late');
    expect(await at.guids()).toContain('late');
  });

  test('see no gap and nothing gone where pushes held the new entries alone', async () => {
    for (let count = 0; count < 25; count += 1) {
      at.now += 10 * MINUTE;
      await pushNew(`new${count}`);
    }
    at.now += 10 * MINUTE;
    await at.poll();
    expect(await at.site.database.manager.count(FeedGapEntity)).toBe(0);
    expect((await at.posts()).filter(({ missingAt, goneAt }) => missingAt ?? goneAt)).toEqual([]);
    expect(await at.posts()).toHaveLength(35);
  });

  test('look again before pushes have replaced all that the feed shows', async () => {
    for (let count = 0; count < 4; count += 1) await pushNew(`new${count}`);
    at.now += 3 * HOUR;
    await at.poll();
    expect(await at.minutesAhead()).toBeGreaterThan(60);
    for (let count = 4; count < 9; count += 1) await pushNew(`new${count}`);
    expect(await at.minutesAhead()).toBeLessThanOrEqual(11);
  });

  test('still find a gap where one of the entries after it was pushed', async () => {
    at.now += DAY;
    entries.splice(0, entries.length, ...many('lost', 9, 10 * MINUTE));
    await pushNew('new');
    await at.poll();
    expect(await at.site.database.manager.count(FeedGapEntity)).toBe(1);
  });

  test('see that an entry has vanished that a push brought and no poll saw', async () => {
    await pushNew('regretted');
    entries.splice(0, 1, item('new', 1));
    at.publish(entries);
    at.now += HOUR;
    await at.poll();
    expect((await at.posts()).filter(({ missingAt }) => missingAt).map(({ guid }) => guid)).toEqual(['regretted']);
  });
});

/** So many megabytes, without saying how many. */
function sendUnannounced(url: string, megabytes: number): Promise<string> {
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST' }, ({ statusCode }) => resolve(String(statusCode)));
    sending.on('error', () => resolve('cut off'));
    for (let count = 0; count < megabytes; count += 1) sending.write(Buffer.alloc(1024 * 1024));
    sending.end();
  });
}

type Step = { kind: 'write' | 'edit' | 'push' | 'push-all' | 'poll' | 'wait'; of: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('write', 'write', 'edit', 'push', 'push', 'push-all', 'poll', 'wait'),
  of: fc.nat(7),
});

test('in whatever order pushes and polls come, pushes of old among them, what is stored in the end is what polls alone store', async () => {
  const law = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
    await at.clear();
    let entries = [item('a')];
    await at.subscribe(entries);
    // The same blog at another address, of which no hub tells.
    await at.follow('/alone');
    at.web.routes['/alone'] = rss(entries);
    const documents: string[] = [];
    for (const [place, { kind, of }] of steps.entries()) {
      at.now += 3 * MINUTE;
      if (kind === 'write') entries.unshift(item(`g${place}`, MINUTE));
      if (kind === 'edit')
        entries = entries.map((each, index) => (index === of % entries.length ? { ...each, words: `Edit ${place}` } : each));
      if (kind === 'wait') at.now += of * HOUR;
      documents.push(at.document([entries[of % entries.length]!]), at.document(entries));
      at.publish(entries);
      at.web.routes['/alone'] = rss(entries);
      if (kind === 'push') await at.hub.deliver(documents[(documents.length - 1 - 2 * of + 40) % documents.length]!);
      if (kind === 'push-all') await at.hub.deliver(documents.at(-1)!);
      if (kind === 'poll') await at.poll();
    }
    at.now += MINUTE;
    await at.poll();
    const [told, alone] = [await stored('Of /feed'), await stored('Of /alone')];
    expect(told).toEqual(alone);
    expect(told).toHaveLength(entries.length);
  });
  await fc.assert(law, { numRuns: 25 });
});

/** What a reader sees of a source. */
async function stored(title: string) {
  const { manager } = at.site.database;
  const { id: sourceId } = await manager.findOneByOrFail(SourceEntity, { title });
  const posts = await manager.findBy(PostEntity, { sourceId });
  return posts
    .map(({ guid, title: of, text, html, publishedAt, kind, goneAt, missingAt }) => ({
      ...{ guid, of, text, html, publishedAt, kind, goneAt, missingAt },
    }))
    .sort((a, b) => a.guid.localeCompare(b.guid));
}
