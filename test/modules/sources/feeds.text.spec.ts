import { feedListText, feedOutput } from '../../../src/modules/sources/feeds.text.js';
import type { FeedRow } from '../../../src/modules/sources/feeds.query.js';

const now = new Date('2008-04-03T12:00:00Z');

function row(said: Partial<FeedRow> = {}): FeedRow {
  return {
    id: 1,
    url: 'https://a.example/feed',
    title: 'A',
    siteUrl: null,
    role: 'posts',
    reader: null,
    state: 'active',
    settings: {},
    tags: [],
    note: null,
    source: { slug: 'a', title: 'A blog', platform: 'wordpress', affiliation: 'civil-service' },
    outcome: null,
    outcomeMessage: null,
    failures: 0,
    polledAt: null,
    changedAt: null,
    nextPollAt: now,
    movedTo: null,
    movedPolls: 0,
    movedSinceAt: null,
    habit: null,
    silentAt: null,
    ...said,
  };
}

describe('the list for people', () => {
  test('says what to do where there is nothing', () => {
    expect(feedListText([], [], now)).toBe('There are no feeds yet. Add one with: hustings feeds add URL\n');
  });

  test('puts the feeds under their source, with how they are', () => {
    const polledAt = new Date('2008-04-03T11:50:00Z');
    const nextPollAt = new Date('2008-04-03T13:00:00Z');
    const text = feedListText(
      [
        row(),
        row({ url: 'https://a.example/comments', role: 'comments', polledAt, nextPollAt }),
        row({
          url: 'https://b.example/feed',
          polledAt,
          nextPollAt,
          failures: 2,
          outcomeMessage: 'b.example has a fault of its own.',
          source: { slug: 'b', title: 'B blog', platform: 'web', affiliation: 'unknown' },
        }),
        row({ state: 'paused', reader: 'twitter', siteUrl: 'https://x.com/a' }),
        row({ polledAt, nextPollAt, movedTo: 'https://a.example/atom', movedPolls: 1, movedSinceAt: polledAt }),
        row({ state: 'gone', outcomeMessage: 'a.example says that this feed is gone for good (410).' }),
      ],
      [],
      now,
    );
    expect(text.split('\n')).toEqual([
      'A blog  [civil-service, wordpress]',
      '  posts     https://a.example/feed  not polled yet',
      '  comments  https://a.example/comments  polled 10 minutes ago, next in 1 hour',
      '',
      'B blog  [unknown, web]',
      '  posts     https://b.example/feed  failed 2 times in a row, polled 10 minutes ago, next in 1 hour',
      '            b.example has a fault of its own.',
      '',
      'A blog  [civil-service, wordpress]',
      '  posts     https://x.com/a  paused',
      '  posts     https://a.example/feed  moved, polled 10 minutes ago, next in 1 hour',
      '            To https://a.example/atom; 1 poll has been sent there. It is followed, and kept by itself after 5 polls over 3 days.',
      '  posts     https://a.example/feed  gone for good',
      '            a.example says that this feed is gone for good (410). It is not asked any more.',
      '',
      '6 feeds, 1 of them with trouble.',
      '',
    ]);
  });
});

const closed = { reader: 'wordpress', threads: 12, troubled: 3, message: 'WordPress: a.example does not answer strangers (401).' };

test('how the discussions of a source fare stands under its feeds, with the last trouble', () => {
  const discussions = [
    { slug: 'a', reader: null, threads: 1, troubled: 0, message: null },
    { slug: 'a', ...closed },
    { slug: 'b', ...closed },
  ];
  expect(feedListText([row({ state: 'paused' })], discussions, now).split('\n')).toEqual([
    'A blog  [civil-service, wordpress]',
    '  posts     https://a.example/feed  paused',
    '  threads   1 comment feed',
    '  threads   12 threads asked of wordpress, 3 with trouble',
    '            WordPress: a.example does not answer strangers (401).',
    '',
    '1 feed.',
    '',
  ]);
});

test('the line for scripts has every name, and null for what is not known', () => {
  expect(
    JSON.parse(
      JSON.stringify(
        feedOutput(
          row({ settings: { leastMinutes: 30, mostMinutes: 40 }, tags: ['press'] }),
          [
            { slug: 'a', ...closed },
            { slug: 'b', ...closed },
          ],
          now,
        ),
      ),
    ),
  ).toEqual({
    id: 1,
    url: 'https://a.example/feed',
    title: 'A',
    siteUrl: null,
    role: 'posts',
    reader: null,
    state: 'active',
    source: { slug: 'a', title: 'A blog', platform: 'wordpress', affiliation: 'civil-service' },
    tags: ['press'],
    leastMinutes: 30,
    mostMinutes: 40,
    outcome: null,
    message: null,
    failures: 0,
    polledAt: null,
    changedAt: null,
    nextPollAt: '2008-04-03T12:00:00.000Z',
    standing: { kind: 'new', words: 'Not polled yet', detail: null, needsCare: false },
    movedTo: null,
    discussions: [closed],
  });
});
