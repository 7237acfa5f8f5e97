import { EditionsCloser } from '../../../src/modules/digests/editions-closer.js';
import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { ApiTokens } from '../../../src/modules/accounts/api-tokens.js';
import { SavedSearches } from '../../../src/modules/watches/saved-searches.service.js';
import { Talked } from '../../support/harbours.js';
import { type Site, startSite } from '../../support/site.js';
import { Client, newAccount } from './support.js';

const READ = 'user/-/state/com.google/read';
const STARRED = 'user/-/state/com.google/starred';
const ALL = 'user/-/state/com.google/reading-list';
const LAMP = 'feed/hustings:source/harbour-lamp';
const PAPER = 'feed/hustings:source/estuary-courier';

let site: Site;
let rows: Talked;
let now: Date;
let client: Client;
let name: string;
let password: string;
let lamp: number;
let paper: number;
let minute: number;

async function open(): Promise<void> {
  now = new Date('2008-04-05T12:00:00Z');
  site = await startSite(now);
  rows = new Talked(site.database);
  minute = 0;
  lamp = await rows.source('Harbour Lamp', 'civil-service');
  paper = await rows.source('Estuary Courier', 'media');
  ({ password, account: { address: name } } = await newAccount(site)); // prettier-ignore
  client = new Client(site.url);
  await client.login(name, password);
}

/** Posts arrive one after another. */
function at(): string {
  return new Date(Date.parse('2008-04-03T08:00:00Z') + minute++ * 60_000).toISOString();
}

describe('a reader who comes in', () => {
  beforeAll(open);
  afterAll(() => site.close());

  test('a reader signs in with the address and a token, by form or in parts, and learns who it is', async () => {
    const told = await client.login(name, password);
    expect([told.status, told.headers.get('content-type'), told.text]).toEqual([
      200,
      expect.stringContaining('text/plain'),
      `SID=${password}\nLSID=none\nAuth=${password}\n`,
    ]);
    // As Readrops signs in.
    const parts = new FormData();
    parts.append('Email', 'ADA@example.org');
    parts.append('Passwd', password);
    expect((await new Client(site.url).send('POST', '/accounts/ClientLogin', parts)).text).toContain(`Auth=${password}`);
    expect((await client.get('user-info?output=json')).json()).toEqual({
      userId: '1',
      userName: 'Ada',
      userProfileId: '1',
      userEmail: name,
    });
    expect((await client.get('token')).text).toMatch(/^[\w.]{57}$/);
  });

  test('sources in folders by whose voice they are, and the editions', async () => {
    const { subscriptions } = (await client.get('subscription/list?output=json')).json() as unknown as { subscriptions: object[] };
    expect(subscriptions).toHaveLength(5);
    expect(subscriptions).toContainEqual(
      expect.objectContaining({
        id: LAMP,
        title: 'Harbour Lamp',
        categories: [{ id: 'user/-/label/Civil service', label: 'Civil service' }],
        url: 'https://hustings.example/sources/harbour-lamp',
        htmlUrl: 'https://harbour-lamp.example/',
      }),
    );
    expect(subscriptions).toContainEqual(expect.objectContaining({ id: 'feed/hustings:editions/day', title: 'The digest of each day' }));
    expect((await client.get('tag/list?output=json')).json()).toEqual({
      tags: [
        { id: STARRED, sortid: 'starred' },
        ...['Editions', 'Civil service', 'Media'].map((label) => ({ id: `user/-/label/${label}`, sortid: label, type: 'folder' })),
      ],
    });
  });

  test('what is polled is not for readers to change', async () => {
    for (const [path, fields] of [
      [
        'subscription/edit',
        [
          ['ac', 'subscribe'],
          ['s', 'feed/http://elsewhere.example/feed'],
        ],
      ],
      [
        'subscription/edit',
        [
          ['ac', 'unsubscribe'],
          ['s', LAMP],
        ],
      ],
      [
        'subscription/edit',
        [
          ['ac', 'edit'],
          ['s', LAMP],
          ['t', 'Mine'],
        ],
      ],
      ['subscription/quickadd', [['quickadd', 'http://elsewhere.example/feed']]],
      [
        'rename-tag',
        [
          ['s', 'user/-/label/Media'],
          ['dest', 'user/-/label/Press'],
        ],
      ],
      ['disable-tag', [['s', 'user/-/label/Media']]],
    ] as [string, [string, string][]][]) {
      const told = await client.post(path, fields);
      expect([path, told.status, told.text]).toEqual([path, 403, expect.stringMatching(/for the admins/)]);
    }
  });

  test.each<[string, number, RegExp]>([
    ['stream/contents/feed%2Fhustings%3Asource%2Fnobody', 404, /no such stream/],
    ['stream/contents/feed/http%3A%2F%2Felsewhere.example%2F', 404, /no such stream/],
    ["stream/items/ids?s=feed/hustings:source/x'%20OR%201=1--", 404, /no such stream/],
    ['stream/items/ids?s=user/-/label/Nothing', 404, /no such stream/],
    ['stream/items/ids?s=feed/hustings:thread/99999999999', 404, /no such stream/],
    ['stream/items/ids', 404, /no such stream/],
    [`stream/items/ids?s=${ALL}&c=abc`, 400, /continuation/],
    [`stream/items/ids?s=${ALL}&c=1'%20OR%201=1`, 400, /continuation/],
    [`stream/items/ids?s=${ALL}&n=-5&ot=x&nt=1e400&r=z&xt=%09&it=`, 200, /itemRefs/],
    [`stream/items/ids?s=${ALL}&n=${'9'.repeat(400)}`, 200, /itemRefs/],
    ['stream/items/contents?i=rubbish', 400, /not the id/],
    ['stream/items/contents?i=22517998136853', 400, /not the id/],
    ['stream/items/contents?i=000a00007fffffff', 200, /"items":\[\]/],
    ['stream/items/contents', 400, /which items/],
    ['subscription/list?output=xml', 400, /output=json/],
    ['friend/list', 404, /not offered/],
    ['stream/contents/%E0%A4%A', 400, /./],
  ])('GET %s is answered in words', async (path, status, said) => {
    const told = await client.get(path);
    expect([told.status, told.text]).toEqual([status, expect.stringMatching(said)]);
    expect(told.text).not.toMatch(/SELECT|\.ts:/);
  });
});

describe('a reader who reads', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('nobody else gets in, and guessing is slow', async () => {
    const stranger = new Client(site.url);
    const told = await stranger.get('subscription/list?output=json');
    expect([told.status, told.headers.get('google-bad-token'), told.text]).toEqual([401, 'true', expect.stringMatching(/^Sign in first/)]);
    stranger.auth = 'hustings_wrong';
    expect((await stranger.get('user-info')).status).toBe(401);
    const other = await newAccount(site, 'bob@example.org');
    // Somebody else's token does not go with this name.
    expect((await stranger.login(name, other.password)).status).toBe(401);
    await site.app.get(ApiTokens).revoke(other.account.id, 2);
    expect((await stranger.login('bob@example.org', other.password)).status).toBe(401);
    for (let guess = 0; guess < 20; guess++) await stranger.login(name, `guess ${guess}`);
    const last = await stranger.login(name, 'one more');
    expect([last.status, Number(last.headers.get('retry-after')) > 0, last.text]).toEqual([429, true, expect.stringContaining('Too many')]);
    // Who is in stays in.
    expect((await client.get('user-info')).status).toBe(200);
    await site.app.get(Accounts).setState(1, 'disabled');
    expect((await client.get('user-info')).status).toBe(401);
  });

  test('as NetNewsWire: ids of what is unread, their words, what was read and starred', async () => {
    const posts = [];
    for (const source of [lamp, paper, lamp])
      posts.push(await rows.post(source, at(), { title: `Post ${minute}`, html: `<p>Words ${minute}</p>` }));
    const gone = await rows.post(lamp, at(), { goneAt: now });
    const comment = await rows.comment(lamp, posts[0]!, at(), { authorName: 'Owen Tranter' });
    const ids = await client.ids(`s=${ALL}&n=10000&xt=${READ}&ot=${Date.parse('2008-04-01') / 1000}.25`);
    expect(ids).toHaveLength(3);
    expect([gone, comment]).not.toContain(Number(BigInt(ids[0]!) & 0x7fffffffn));
    // Hexadecimal, without zeros before it.
    const asked = ids.map((id): [string, string] => ['i', BigInt(id).toString(16)]);
    const { items } = (await client.post('stream/items/contents', [['output', 'json'], ...asked])).json() as unknown as {
      items: { id: string }[];
    };
    expect(items).toMatchObject([
      { title: 'Post 3', origin: { streamId: LAMP, title: 'Harbour Lamp' }, summary: { content: '<p>Words 3</p>' } },
      {
        title: 'Post 2',
        origin: { streamId: PAPER },
        categories: [ALL, 'user/-/label/Media'],
        published: Date.parse('2008-04-03T08:01:00Z') / 1000,
      },
      { title: 'Post 1', summary: { content: '<p>Words 1</p><p><a href="https://hustings.example/threads/1">1 comment</a></p>' } },
    ]);
    const padded = (id: string) => BigInt(id).toString(16).padStart(16, '0');
    expect((await client.post('edit-tag', [['i', padded(ids[0]!)], ['i', padded(ids[1]!)], ['a', READ]])).text).toBe('OK'); // prettier-ignore
    expect((await client.post('edit-tag', [['i', items[1]!.id], ['a', STARRED], ['r', READ]])).text).toBe('OK'); // prettier-ignore
    expect(await client.ids(`s=${ALL}&n=10000&xt=${READ}`)).toEqual([ids[1], ids[2]]);
    expect(await client.ids(`s=${STARRED}&n=10000`)).toEqual([ids[1]]);
    expect(await client.ids(`s=${ALL}&n=10000&xt=user/-/state/com.google/unread`)).toEqual([ids[0]]);
    // Another account has its own.
    const other = await newAccount(site, 'bob@example.org');
    const bob = new Client(site.url);
    await bob.login('bob@example.org', other.password);
    expect(await bob.ids(`s=${ALL}&n=10000&xt=${READ}`)).toEqual(ids);
  });

  test('as Readrops: as many as a number has, what is neither read nor starred, and what came since', async () => {
    for (let number = 0; number < 5; number++) await rows.post(lamp, at());
    const [first, second] = await client.ids(`s=${ALL}&n=2147483647`);
    await client.post('edit-tag', [['i', first!], ['a', READ]]); // prettier-ignore
    await client.post('edit-tag', [['i', second!], ['a', STARRED]]); // prettier-ignore
    const contents = async (query: string) =>
      ((await client.get(`stream/contents/user/-/state/com.google/reading-list?${query}`)).json() as unknown as { items: object[] }).items
        .length;
    expect(await contents(`xt=${READ}&xt=${STARRED}&n=2147483647`)).toBe(3);
    expect(await contents(`n=2500&ot=${Date.parse('2008-04-03T08:03:00Z') / 1000}`)).toBe(2);
    expect(await contents(`n=2500&nt=${Date.parse('2008-04-03T08:01:00Z') / 1000}`)).toBe(2);
  });

  test('a stream of thousands comes to its end with each item once, in both orders, while posts arrive', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => rows.row(index % 3 === 0 ? paper : lamp, at()));
    await rows.many(many);
    const seen = await client.walk(ALL, 400, '', () => rows.post(lamp, at()));
    const ids = seen.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([2_500, 2_500]);
    expect([...seen].sort((a, b) => Number(b.timestampUsec) - Number(a.timestampUsec))).toEqual(seen);
    const before = (await client.walk(LAMP, 700)).length;
    let arrived = 0;
    const forwards = await client.walk(LAMP, 300, '&r=o', async () => {
      if (arrived < 3) await rows.post(lamp, at());
      arrived++;
    });
    expect([forwards.length, new Set(forwards.map(({ id }) => id)).size]).toEqual([before + 3, before + 3]);
  });

  test('all of a stream, a folder or everything is marked as read up to an instant, and what was kept unread with it', async () => {
    const kept = await rows.post(lamp, at());
    for (const source of [lamp, paper, paper]) await rows.post(source, at());
    const unread = async (stream: string) => (await client.ids(`s=${encodeURIComponent(stream)}&n=1000&xt=${READ}`)).length;
    expect((await client.post('mark-all-as-read', [['s', PAPER], ['ts', `${Date.parse('2008-04-03T08:02:30Z')}000`]])).text).toBe('OK'); // prettier-ignore
    expect([await unread(PAPER), await unread(LAMP), await unread(ALL)]).toEqual([1, 2, 3]);
    await client.post('mark-all-as-read', [['s', 'user/-/label/Civil service']]);
    expect([await unread(PAPER), await unread(LAMP), await unread(ALL)]).toEqual([1, 0, 1]);
    const [id] = await client.ids(`s=${LAMP}&n=1&r=o`);
    await client.post('edit-tag', [['i', id!], ['r', READ]]); // prettier-ignore
    expect([await unread(LAMP), await unread(ALL), Number(BigInt(id!) & 0x7fffffffn)]).toEqual([1, 2, kept]);
    const counts = (await client.get('unread-count?output=json')).json() as unknown as {
      max: number;
      unreadcounts: { id: string; count: number }[];
    };
    expect([counts.max, counts.unreadcounts.find((each) => each.id === LAMP)?.count, counts.unreadcounts.at(-1)]).toEqual([
      2,
      1,
      { id: ALL, count: 2, newestItemTimestampUsec: expect.stringMatching(/^\d{16}$/) as string },
    ]);
    await client.post('mark-all-as-read', [['s', ALL]]);
    expect([await unread(LAMP), await unread(ALL)]).toEqual([0, 0]);
    await rows.post(lamp, at());
    expect([await unread(LAMP), await unread(ALL)]).toEqual([1, 1]);
  });

  test('who begins is not shown years', async () => {
    const old = await startSite(now);
    const talk = new Talked(old.database);
    const source = await talk.source('Harbour Lamp');
    for (const day of ['2007-01-01', '2008-02-01', '2008-03-20', '2008-04-01']) await talk.post(source, `${day}T09:00:00Z`);
    const { password: secret } = await newAccount(old);
    const reader = new Client(old.url);
    await reader.login('ada@example.org', secret);
    expect([(await reader.ids(`s=${ALL}&n=100`)).length, (await reader.ids(`s=${ALL}&n=100&xt=${READ}`)).length]).toEqual([4, 2]);
    await old.close();
  });

  test('entities, watches and threads are followed by their address, and left again', async () => {
    const entity = await rows.entity('Canal Agency');
    const root = await rows.mentioning(entity, paper, at(), 'discussed', { title: 'Who pays for the dredging?' });
    const first = await rows.comment(paper, root, at(), { authorName: 'Owen Tranter' });
    await rows.comment(paper, root, at(), { authorName: 'Ruth Ferrier', parentId: first, text: 'We do.' });
    await site.app.get(SavedSearches).save({ name: 'Dredging', query: 'dredging', note: '', isWatched: true }, { anyway: true });
    const subscribe = (stream: string, ac = 'subscribe') => client.post('subscription/edit', [['ac', ac], ['s', stream]]); // prettier-ignore
    expect((await subscribe('feed/https://hustings.example/entities/canal-agency.atom')).text).toBe('OK');
    expect((await subscribe('feed/hustings:watch/dredging')).text).toBe('OK');
    const added = (await client.post('subscription/quickadd', [['quickadd', `https://hustings.example/threads/${root}`]])).json();
    expect(added).toMatchObject({ numResults: 1, streamId: `feed/hustings:thread/${root}` });
    const { subscriptions } = (await client.get('subscription/list')).json() as unknown as {
      subscriptions: { id: string; title: string }[];
    };
    expect(subscriptions.slice(-3)).toMatchObject([
      { id: 'feed/hustings:entity/canal-agency', title: 'Canal Agency', categories: [{ label: 'Entities' }] },
      { id: `feed/hustings:thread/${root}`, title: 'Who pays for the dredging?', categories: [{ label: 'Threads' }] },
      { id: 'feed/hustings:watch/dredging', categories: [{ label: 'Watches' }] },
    ]);
    expect((await client.walk(`feed/hustings:thread/${root}`, 20)).map(({ title, summary }) => [title, summary.content])).toEqual([
      ['Ruth Ferrier to Owen Tranter on “Who pays for the dredging?”', expect.stringContaining('We do.')],
      ['Owen Tranter on “Who pays for the dredging?”', expect.stringContaining('The whole thread')],
    ]);
    const all = await client.walk(ALL, 3);
    expect(all.map(({ origin }) => origin.streamId).sort()).toEqual([
      'feed/hustings:entity/canal-agency',
      PAPER,
      ...Array<string>(2).fill(`feed/hustings:thread/${root}`),
    ]);
    const [mention] = await client.ids('s=feed/hustings:entity/canal-agency&n=5');
    await client.post('edit-tag', [['i', mention!], ['a', READ]]); // prettier-ignore
    expect([
      await client.ids(`s=feed/hustings:entity/canal-agency&xt=${READ}`),
      (await client.ids(`s=${PAPER}&xt=${READ}`)).length,
    ]).toEqual([[], 1]);
    expect((await subscribe(`feed/hustings:thread/${root}`, 'unsubscribe')).text).toBe('OK');
    expect(await client.walk(ALL, 3)).toHaveLength(2);
  });

  test('a closed edition is one item, and stays as it is', async () => {
    const root = await rows.post(paper, '2008-04-03T09:00:00Z', { title: 'Who pays <for> the dredging?' });
    await rows.comment(paper, root, '2008-04-03T10:00:00Z', { authorName: 'Owen Tranter', text: 'Not & me.' });
    await site.app.get(EditionsCloser).tick();
    const [edition] = await client.walk('feed/hustings:editions/day', 5);
    expect(edition).toMatchObject({
      title: 'Thursday 3 April 2008',
      alternate: [{ href: 'https://hustings.example/digest/2008-04-03' }],
      categories: [ALL, 'user/-/label/Editions'],
      origin: { streamId: 'feed/hustings:editions/day' },
    });
    for (const words of ['Who pays &lt;for&gt; the dredging?', 'Owen Tranter', 'Not &amp; me.'])
      expect(edition!.summary.content).toContain(words);
    await client.post('edit-tag', [['i', edition!.id], ['a', READ], ['a', STARRED]]); // prettier-ignore
    expect(await client.ids(`s=feed/hustings:editions/day&xt=${READ}`)).toEqual([]);
    expect(await client.ids(`s=${STARRED}`)).toHaveLength(1);
    expect((await client.post('stream/items/contents', [['i', edition!.id]])).json()).toMatchObject({
      items: [{ title: 'Thursday 3 April 2008' }],
    });
  });

  test('hostile changes', async () => {
    await rows.post(lamp, at());
    const absent = '000a00007fffffff';
    expect((await client.post('edit-tag', [['i', absent], ['a', STARRED]])).status).toBe(200); // prettier-ignore
    expect(await client.ids(`s=${STARRED}`)).toEqual([]);
    expect((await client.post('edit-tag', [['i', absent], ['a', 'user/-/label/Mine']])).status).toBe(400); // prettier-ignore
    expect((await client.post('edit-tag', [['a', READ]])).status).toBe(400);
    expect((await client.post('mark-all-as-read', [['s', STARRED]])).status).toBe(400);
    expect((await client.post('mark-all-as-read', [['s', 'nothing']])).status).toBe(404);
    expect((await client.post('subscription/edit', [['ac', 'subscribe']])).status).toBe(400);
    const many = Array.from({ length: 10_001 }, (): [string, string] => ['i', absent]);
    expect((await client.post('edit-tag', [...many.slice(1), ['a', READ]])).status).toBe(200);
    expect((await client.post('edit-tag', [...many, ['a', READ]])).status).toBe(413);
    expect((await client.post('edit-tag', [['i', 'x'.repeat(2_000_000)]])).status).toBe(413);
  });
});
