import { youtube } from '../../../src/feeds/platforms/youtube.js';
import { discussionIn, documentOf, savedJson } from './documents.js';

const VIDEO = 'https://www.youtube.com/watch?v=fordVideo01';
const threads = savedJson('youtube.json') as { items: object[] };
const facts = { guid: 'x', url: VIDEO, commentsUrl: null, commentsFeedUrl: null, commentCount: null };

test('threads: a comment answers the video, a reply the comment at its top', () => {
  const { post, comments } = discussionIn(youtube, threads);
  expect(post).toBeNull();
  expect(comments.map(({ guid, url, inReplyTo, replyBasis }) => [guid, url, inReplyTo, replyBasis])).toEqual([
    ['youtube:UgA', `${VIDEO}&lc=UgA`, { ref: 'yt:video:fordVideo01', url: VIDEO }, 'explicit'],
    ['youtube:UgA.9b1', `${VIDEO}&lc=UgA.9b1`, { ref: 'youtube:UgA', url: `${VIDEO}&lc=UgA` }, 'explicit'],
  ]);
  expect(new Set(comments.map(({ urlKey }) => urlKey)).size).toBe(2);
  expect(comments[0]).toMatchObject({
    author: { name: '@ada', url: 'http://www.youtube.com/@ada' },
    updatedAt: new Date('2024-11-02T09:05:00Z'),
    text: 'Until when?\nSee plan',
    links: [{ url: 'https://ford.example/plan' }],
  });
  expect(comments[1]).toMatchObject({ author: { url: 'https://www.youtube.com/channel/UCw' }, updatedAt: null });
});

test('a list of replies: the id of a reply begins with that of its parent', () => {
  const reply = {
    kind: 'youtube#comment',
    id: 'UgA.9b2',
    snippet: { textDisplay: 'No', authorDisplayName: '@eve', publishedAt: '2024-11-02T10:00:00Z' },
  };
  const { comments, more } = discussionIn(youtube, { kind: 'youtube#commentListResponse', items: [reply] });
  expect(comments).toMatchObject([{ guid: 'youtube:UgA.9b2', url: null, inReplyTo: { ref: 'youtube:UgA', url: null } }]);
  expect(more).toEqual([]);
});

test('asks with a key: for threads, their next page, and the replies that a thread does not show', () => {
  const [ask] = youtube.asks(facts);
  expect(ask?.credential).toEqual({ parameter: 'key' });
  expect(discussionIn(youtube, threads, ask?.url).more.map(({ url }) => url)).toEqual([
    `${ask?.url.replace('snippet,replies', 'snippet%2Creplies')}&pageToken=P2`,
    'https://www.googleapis.com/youtube/v3/comments?part=snippet&parentId=UgA&maxResults=100&textFormat=html',
  ]);
  for (const url of [
    'https://youtu.be/fordVideo01',
    'https://m.youtube.com/watch?v=fordVideo01&t=3',
    'https://www.youtube.com/shorts/fordVideo01',
  ])
    expect(youtube.asks({ ...facts, url })).toEqual([ask]);
  expect(youtube.asks({ ...facts, url: null, guid: 'yt:video:fordVideo01' })).toEqual([ask]);
  expect(youtube.asks({ ...facts, url: 'https://www.youtube.com/@warden' })).toEqual([]);
});

test('plain text, where it was asked for, is no markup', () => {
  const url = 'https://www.googleapis.com/youtube/v3/commentThreads?textFormat=plainText';
  expect(discussionIn(youtube, threads, url).comments[0]?.text).toContain('<b>when</b>');
});

test('is recognised by its listings', () => {
  expect(youtube.recognise({ url: null, document: documentOf(threads) })).toBe(1);
  expect(youtube.recognise({ url: VIDEO, document: null })).toBe(1);
  expect(youtube.recognise({ url: null, document: documentOf({ kind: 'youtube#videoListResponse', items: [] }) })).toBe(0);
});
