import { discourse } from '../../../src/feeds/platforms/discourse.js';
import { discussionIn, documentOf, hasShared, refined, saved, savedJson, sharedDiscussions, textDocument, treeOf } from './documents.js';

const TOPIC = 'https://talk.example.org/t/closing-the-ford/412';
const facts = { guid: 'x', url: TOPIC, commentsUrl: null, commentsFeedUrl: null, commentCount: null };

describe('a topic', () => {
  const { post, comments, more, count } = discussionIn(discourse, savedJson('discourse.json'), `${TOPIC}.json`);

  test('is a post with its further posts as comments, each with its parent', () => {
    expect(post).toMatchObject({
      guid: 'talk.example.org-post-412-1',
      kind: 'post',
      title: 'Closing the ford in winter',
      url: TOPIC,
      commentCount: 5,
    });
    expect(comments.map(({ guid, inReplyTo, replyBasis }) => [guid, inReplyTo?.ref, replyBasis])).toEqual([
      ['talk.example.org-post-412-2', 'talk.example.org-post-412-1', 'explicit'],
      ['talk.example.org-post-412-6', 'talk.example.org-post-412-2', 'explicit'],
    ]);
    expect(count).toBe(5);
  });

  test('knows each post by the names that both kinds of feed give it', () => {
    expect(comments[0]).toMatchObject({
      aliases: ['talk.example.org-post-9002', 'discourse:talk.example.org/t/412/2'],
      url: `${TOPIC}/2`,
      author: { name: 'ada', url: 'https://talk.example.org/u/ada' },
      updatedAt: new Date('2024-11-02T09:30:00Z'),
      links: [{ url: 'https://talk.example.org/t/bridge/77' }],
    });
    expect(comments[1]?.updatedAt).toBeNull();
  });

  test('asks for the posts that it names but does not hold, and not for those that it holds', () => {
    expect(more).toEqual([
      { url: 'https://talk.example.org/t/412/posts.json?post_ids%5B%5D=9010&post_ids%5B%5D=9011', accept: 'json', credential: null },
    ]);
  });

  test('saved without its address, names its forum by the portraits', () => {
    const read = discussionIn(discourse, savedJson('discourse.json'));
    expect(read.post).toMatchObject({ guid: 'talk.example.org-post-412-1', url: TOPIC });
  });

  test('is asked for by its number, also in a folder', () => {
    expect(discourse.asks(facts)).toEqual([{ url: 'https://talk.example.org/t/412.json', accept: 'json', credential: null }]);
    expect(discourse.asks({ ...facts, url: 'https://example.org/forum/t/a-b/9/3' })[0]?.url).toBe('https://example.org/forum/t/9.json');
    expect(discourse.asks({ ...facts, url: 'https://example.org/t/words' })).toEqual([]);
  });

  test('is recognised by its stream, and a feed by its ids', () => {
    expect(discourse.recognise({ url: null, document: documentOf(savedJson('discourse.json')) })).toBe(1);
    expect(discourse.recognise({ url: null, document: textDocument(saved('discourse.rss')) })).toBeGreaterThan(0.8);
    expect(discourse.recognise({ url: null, document: documentOf({ post_stream: { posts: [{ id: 1 }] } }) })).toBe(0);
  });
});

test('posts of a feed are comments: of what they quote, else of their topic', async () => {
  const [last, second, first] = await refined(discourse, saved('discourse.rss'));
  expect(last).toMatchObject({
    kind: 'comment',
    title: null,
    replyBasis: 'markup',
    inReplyTo: { ref: 'talk.example.org-post-412-2', url: `${TOPIC}/2` },
  });
  expect(second).toMatchObject({
    kind: 'comment',
    replyBasis: 'feed',
    inReplyTo: { ref: 'talk.example.org-post-412-1', url: TOPIC },
    url: `${TOPIC}/2`,
    author: { name: 'ada' },
  });
  expect(first).toMatchObject({ kind: 'post', inReplyTo: null, title: 'Closing the ford in winter', text: 'The ford closes on Monday.' });
  expect(last?.text.endsWith('Until March.')).toBe(true);
  expect(second?.text).toContain('See Bridge');
});

test('the same post from a feed and from the topic is one', async () => {
  const fromFeed = await refined(discourse, saved('discourse.rss'));
  const topic = discussionIn(discourse, savedJson('discourse.json'));
  const names = new Map(topic.comments.flatMap((post) => [post.guid, ...(post.aliases ?? [])].map((name) => [name, post] as const)));
  for (const post of fromFeed.slice(0, 2)) {
    const same = names.get(post.guid);
    expect(same?.urlKey).toBe(post.urlKey);
    expect(post.aliases?.every((alias) => names.get(alias) === same)).toBe(true);
  }
  expect(names.get('talk.example.org-post-412-6')?.contentHash).toBe(fromFeed[0]?.contentHash);
});

(hasShared ? test : test.skip)('real topics (shared fixtures): every post says what it answers', () => {
  const read = sharedDiscussions(discourse, 'discourse');
  expect(read.length).toBeGreaterThan(8);
  for (const { discussion } of read) {
    expect(
      discussion.comments.every(({ author, publishedAt, replyBasis }) => author?.name && publishedAt && replyBasis === 'explicit'),
    ).toBe(true);
    expect(
      Object.entries(treeOf(discussion)).every(([guid, parent]) => Number(guid.split('-').at(-1)) > Number(parent?.split('-').at(-1))),
    ).toBe(true);
  }
});
