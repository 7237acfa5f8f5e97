/** What no platform sends, every reader must bear: other types, depths and lengths than were promised, parents that are no parents, scripts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Discussion, type Platform, platformDocument } from '../../../src/feeds/platform.js';
import { documentOf, saved, savedJson, textDocument } from './documents.js';
import { inProportion } from '../../support/cpu.js';

const NAMES = 'activitypub bluesky discourse flickr hackernews lemmy lobsters mastodon reddit twitter youtube'.split(' ');
const FOLDER = join(import.meta.dirname, '../../../src/feeds/platforms');

async function load(name: string): Promise<Platform> {
  const module = (await import(`../../../src/feeds/platforms/${name}.js`)) as Record<string, Platform>;
  const [platform, ...others] = Object.values(module);
  if (!platform || others.length > 0) throw new Error(`${name} is to export its platform, and nothing else`);
  return platform;
}

function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

const DEEP_LIST = deep(10_000, (inner) => [inner]);
const DEEP_TREE = deep(10_000, (inner) => ({
  children: [inner],
  replies: [inner],
  data: inner,
  parent: inner,
  first: inner,
  type: 'Collection',
  kind: 't1',
}));
const SCRIPT = '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a>';
const HOSTILE: unknown[] = [
  null,
  true,
  0,
  -1,
  1e300,
  2 ** 60,
  '',
  ' ',
  'x',
  '\ud800',
  '\0',
  SCRIPT,
  'javascript:alert(1)',
  'http://[',
  [],
  {},
  [null],
  [[]],
  { a: 1 },
  'x'.repeat(100_000),
  DEEP_LIST,
  DEEP_TREE,
];

type Path = (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...at, name]))];
}

/** A copy with another value at a path; what lies beside the path is shared. */
function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>;
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

function expectSound(discussion: Discussion | null): void {
  if (!discussion) return;
  const posts = [...(discussion.post ? [discussion.post] : []), ...discussion.comments];
  expect(new Set(posts.map(({ guid }) => guid)).size).toBe(posts.length);
  for (const { guid, html, url, author, inReplyTo, replyBasis, publishedAt, updatedAt } of posts) {
    expect(html).not.toMatch(/<script|<[a-z][^>]*\s(?:on\w+=|href="javascript:)/i);
    for (const address of [url, author?.url, inReplyTo?.url]) if (typeof address === 'string') expect(address).toMatch(/^https?:\/\//);
    expect(inReplyTo === null).toBe(replyBasis === null);
    expect(inReplyTo?.ref).not.toBe(guid);
    for (const date of [publishedAt, updatedAt]) if (date) expect(Number.isFinite(date.getTime())).toBe(true);
  }
  for (const { url } of discussion.more) expect(url).toMatch(/^https?:\/\/[^\s"<>]+$/);
}

test('the list is whole: every platform with a document of its own here', () => {
  const written = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''));
  expect(NAMES.filter((name) => !written.includes(name))).toEqual([]);
});

test('an escape of what cannot stand in a text brings nothing into one', () => {
  const { json } = platformDocument(
    String.raw`{"id":"a\u0000b\ud800c\u0007","list":["\ud83c\udfdb \u00e9\u0092"],"__proto__":{"x":"\u0001"}}`,
    null,
    'UTC',
  );
  expect(JSON.stringify(json)).toBe(JSON.stringify({ id: 'ab\ufffdc', list: ['\u{1f3db} é’'], ['__proto__']: { x: '' } }));
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

describe.each(NAMES)('%s', (name) => {
  const document = savedJson(`${name}.json`);
  const paths = pathsOf(document);

  test('bears any value at any place', async () => {
    const platform = await load(name);
    // By their places in the lists: a counterexample may be too deep to be shown.
    const change = fc.tuple(fc.nat(paths.length - 1), fc.nat(HOSTILE.length - 1));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(null, 'https://town.example/x?page=1', 'not an address'),
        (changes, url) => {
          const broken = documentOf(
            changes.reduce<unknown>((value, [path, by]) => replaced(value, paths[path] ?? [], HOSTILE[by]), document),
            url,
          );
          expect(platform.recognise({ url, document: broken })).toBeGreaterThanOrEqual(0);
          expectSound(platform.read(broken));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('bears each of its values being another', async () => {
    const platform = await load(name);
    // The large ones are dear, and random places have them.
    const cheap = HOSTILE.filter((value) => value !== DEEP_LIST && value !== DEEP_TREE && String(value).length < 1000);
    // A third of them at each place, so that each comes at every third.
    paths.forEach((path, place) => {
      for (const value of cheap.filter((_, index) => index % 3 === place % 3))
        expectSound(platform.read(documentOf(replaced(document, path, value))));
    });
  });

  test('bears any JSON, any text and any address', async () => {
    const platform = await load(name);
    const facts = { commentsFeedUrl: null, commentCount: null };
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.webUrl(), (json, text, url) => {
        expectSound(platform.read(documentOf(json, url)));
        expectSound(platform.read(textDocument(text, url)));
        expect(platform.recognise({ url, document: textDocument(text) })).toBeLessThanOrEqual(1);
        platform.asks({ guid: text, url, commentsUrl: text, ...facts });
      }),
    );
  });

  test('is asked only by addresses, and says what it needs', async () => {
    const platform = await load(name);
    expect(platform.name).toBe(name);
    expect([platform.label, platform.offers].every((words) => words.length > 3)).toBe(true);
    expect(platform.asks({ guid: '', url: null, commentsUrl: null, commentsFeedUrl: null, commentCount: null })).toEqual([]);
  });
});

test('scripts in a body are gone, wherever the body comes from', async () => {
  for (const name of NAMES) {
    const platform = await load(name);
    const attacked = JSON.parse(saved(`${name}.json`), (key, value: unknown) =>
      /^(?:cooked|content|body_html|selftext_html|text|comment|textDisplay|_content|summary)$/.test(key) && typeof value === 'string'
        ? SCRIPT
        : value,
    ) as unknown;
    const discussion = platform.read(documentOf(attacked));
    expect(discussion?.comments.length).toBeGreaterThan(0);
    expectSound(discussion);
  }
});

test('a comment that answers itself answers nothing that is known', async () => {
  const lemmy = await load('lemmy');
  const [first] = (savedJson('lemmy.json') as { comments: [{ comment: object }] }).comments;
  const looped = { ...first, comment: { ...first.comment, path: '0.31.31' } };
  expect(lemmy.read(documentOf({ comments: [looped] }))?.comments).toMatchObject([{ inReplyTo: null, replyBasis: null }]);
});

test('50,000 comments take no more than their number', async () => {
  const many = <Item>(make: (index: number) => Item): Item[] => Array.from({ length: 50_000 }, (_, index) => make(index));
  const stream = {
    id: 1,
    post_stream: {
      posts: many((index) => ({
        id: index,
        post_number: index + 1,
        username: 'ada',
        cooked: '<p>And?</p>',
        created_at: '2024-11-02T08:00:00Z',
        reply_to_post_number: index,
      })),
    },
  };
  const documents: Record<string, unknown> = {
    discourse: { ...stream, post_stream: { ...stream.post_stream, stream: many((index) => index + 25_000) } },
    lobsters: {
      short_id: 's',
      comments: many((index) => ({ short_id: `c${index}`, indent_level: index, comment: '<p>And?</p>', commenting_user: 'ada' })),
    },
    bluesky: {
      thread: many((index) => ({
        value: {
          post: {
            uri: `at://did:plc:a/app.bsky.feed.post/${index}`,
            record: { text: 'And?', reply: { parent: { uri: 'at://did:plc:a/app.bsky.feed.post/0' } } },
          },
        },
      })),
    },
    twitter: many((index) => ({ id: index + 1, text: 'And?', user: { screen_name: 'ada' }, in_reply_to_status_id: index })),
  };
  for (const [name, document] of Object.entries(documents)) {
    const platform = await load(name);
    const discussion = await inProportion(() => platform.read(documentOf(document, 'https://talk.example.org/t/x/1.json')));
    expect(discussion?.comments.length).toBeGreaterThanOrEqual(49_999);
  }
}, 180_000);
