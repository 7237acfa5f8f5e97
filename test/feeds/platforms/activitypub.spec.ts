import { activitypub } from '../../../src/feeds/platforms/activitypub.js';
import { discussionIn, documentOf, hasShared, savedJson, sharedDiscussions, treeOf } from './documents.js';

const article = savedJson('activitypub.json') as Record<string, unknown>;
const NOTE = {
  '@context': 'https://www.w3.org/ns/activitystreams',
  type: 'Note',
  id: 'https://town.example/notes/6',
  content: '<p>Hm.</p>',
};

describe('an article with its replies', () => {
  const discussion = discussionIn(activitypub, article);

  test('properties of every shape', () => {
    expect(discussion.post).toMatchObject({
      guid: 'https://town.example/posts/5',
      url: 'https://town.example/closing',
      title: 'Closing the ford',
      author: { name: 'Ford Warden', url: 'https://town.example/@warden' },
      text: 'It closes on Monday.',
      updatedAt: null,
      language: 'en',
      commentCount: 4,
    });
    expect(discussion.count).toBe(4);
    expect(discussion.comments.map(({ author, text }) => [author?.name, text])).toEqual([
      ['ada', 'Until when?'],
      ['bob', 'rude\n\nMarch.'],
    ]);
  });

  test('parents from a list and from an object', () => {
    expect(treeOf(discussion)).toEqual({
      'https://town.example/notes/6': 'https://town.example/posts/5',
      'https://away.example/notes/7': 'https://town.example/notes/6',
    });
  });

  test('asks for what is only named', () => {
    expect(discussion.more.map(({ url }) => url)).toEqual(['https://away.example/notes/8', 'https://town.example/posts/5/replies?page=2']);
  });
});

test('a like, an undoing and a deletion say nothing; an announcement carries what it holds', () => {
  const carried = { '@context': NOTE['@context'], id: 'https://town.example/act/1', actor: 'https://town.example/users/ada', object: NOTE };
  for (const type of ['Like', 'Undo', 'Delete', 'Flag']) expect(activitypub.read(documentOf({ ...carried, type }))).toBeNull();
  expect(discussionIn(activitypub, { ...carried, type: 'Announce' }).post?.guid).toBe(NOTE.id);
  expect(activitypub.read(documentOf({ ...carried, type: 'Announce', object: NOTE.id }))).toBeNull();
});

test('an actor is named by what its address ends with, unless that is a number', () => {
  const name = (attributedTo: unknown): string | null | undefined =>
    discussionIn(activitypub, { ...NOTE, attributedTo }).post?.author?.name;
  expect(name('https://town.example/u/ada')).toBe('ada');
  expect(name('https://town.example/@ada')).toBe('ada');
  expect(name('https://town.example/actor/42')).toBeNull();
  expect(name('https://town.example/users/42')).toBeNull();
  expect(name(undefined)).toBeUndefined();
});

test('a page that a post is about is none of its names', () => {
  const { post } = discussionIn(activitypub, { ...NOTE, type: 'Page', name: 'Look', url: 'https://elsewhere.example/news' });
  expect(post).toMatchObject({ url: 'https://elsewhere.example/news' });
  expect(post?.aliases).toBeUndefined();
});

test('is recognised by types and context, and asks addresses of objects alone', () => {
  expect(activitypub.recognise({ url: null, document: documentOf(article) })).toBe(1);
  expect(activitypub.recognise({ url: null, document: documentOf({ type: 'Note', id: 'x' }) })).toBeLessThan(1);
  expect(activitypub.recognise({ url: null, document: documentOf({ type: 'story', id: 1 }) })).toBe(0);
  const facts = {
    guid: 'https://town.example/users/ada/statuses/7',
    url: null,
    commentsUrl: null,
    commentsFeedUrl: null,
    commentCount: null,
  };
  expect(activitypub.asks(facts)).toEqual([{ url: facts.guid, accept: 'activity', credential: null }]);
  expect(activitypub.asks({ ...facts, guid: 'https://blog.example/2024/ford/' })).toEqual([]);
});

(hasShared ? test : test.skip)(
  'real objects (shared fixtures) of a dozen servers: every reply names its parent, every object has an author',
  () => {
    const read = [...sharedDiscussions(activitypub, 'activitypub'), ...sharedDiscussions(activitypub, 'lemmy')];
    expect(read.length).toBeGreaterThan(30);
    const objects = read.flatMap(({ discussion }) => [...(discussion.post ? [discussion.post] : []), ...discussion.comments]);
    expect(objects.every(({ author }) => author?.url)).toBe(true);
    expect(objects.filter(({ kind }) => kind === 'comment').every(({ inReplyTo }) => inReplyTo?.url)).toBe(true);
  },
);
