import { readFeed } from '../../../src/feeds/read-feed.js';
import { flattenThread } from '../../../src/feeds/threads.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let day: Awaited<ReturnType<typeof newsday>>;

async function read(path: string) {
  const response = await site.get(path);
  const contentType = response.headers.get('content-type');
  return readFeed(new Uint8Array(await response.arrayBuffer()), { url: `https://hustings.example${path}`, contentType });
}

describe('a day of news', () => {
  beforeAll(async () => {
    site = await startSite();
    day = await newsday(new Rows(site.database));
  });
  afterAll(() => site.close());

  test('our Atom, read back by our own reader, gives the same tree', async () => {
    const { deepId, threadId } = day;
    for (const [path, id] of [
      [`/threads/${deepId}.atom`, deepId],
      ['/digest/2008-04-03.atom', threadId],
    ] as const) {
      const { posts, warnings } = await read(path);
      expect(warnings).toEqual([]);
      const root = `tag:hustings.example,2008:post/${id}`;
      const stored = await site.database.manager.sql<{ id: number; parentId: number; at: number; position: number }[]>`
      SELECT id, parent_id AS "parentId", sort_at AS at, position FROM post WHERE root_id = ${id} AND gone_at IS NULL`;
      const numberOf = (guid: string | null | undefined) => Number(guid?.split('/').at(-1));
      const inThread = posts.filter((post) => post.kind === 'comment' && stored.some((row) => row.id === numberOf(post.guid)));
      const nodes = inThread.map((post) => ({
        id: numberOf(post.guid),
        parentId: numberOf(post.inReplyTo?.ref),
        at: post.publishedAt?.getTime() ?? 0,
        position: 0,
      }));
      const tree = (lines: typeof nodes) => flattenThread(lines, id).map((line) => [line.node.id, line.depth, line.parentId]);
      expect(nodes.length).toBeGreaterThan(5);
      expect(tree(nodes)).toEqual(tree(stored));
      expect(posts.find((post) => post.guid === root)?.kind).toBe('post');
    }
  });

  test.each(['/digest.atom', '/digest.rss', '/digest.json', '/digest/2008-04-03.rss'])(
    '%s is a feed with its type, its titles and its authors',
    async (path) => {
      const { posts, feed } = await read(path);
      const first = posts[0];
      expect(feed.siteUrl).toBe(path.startsWith('/digest/') ? 'https://hustings.example/digest/2008-04-03' : 'https://hustings.example/');
      expect([first?.title, first?.author?.name, first?.publishedAt?.toISOString()]).toEqual([
        'Somebody at the Harbours department said good morning back',
        'Hester Quill',
        '2008-04-03T08:02:00.000Z',
      ]);
      expect(first?.html).toContain('The other nine');
      expect((await site.get(path)).headers.get('cache-control')).toBe('public, max-age=300');
    },
  );

  test('an edition’s feed has an address of its own, apart from the one of the latest', async () => {
    expect((await read('/digest/2008-04-03.atom')).feed.url).toBe('https://hustings.example/digest/2008-04-03.atom');
    expect((await read('/digest.atom')).feed.url).toBe('https://hustings.example/digest.atom');
  });
});

test('a character that XML cannot hold does not break the feed', async () => {
  site = await startSite();
  const rows = new Rows(site.database);
  const source = await rows.source('Blog');
  await rows.post(source, '2008-04-03T09:00:00Z', { title: 'Bell \u0007 and ]]> and \u{1f6a2}', html: '<p>a ]]> b \u000b</p>' });
  const { posts, warnings } = await read('/digest.atom');
  expect(warnings).toEqual([]);
  expect(posts[0]?.title).toMatch(/and \]\]> and \u{1f6a2}$/u);
  await site.close();
});
