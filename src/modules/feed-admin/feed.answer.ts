import { z } from 'zod';
import type { Resource } from '../api/operation.js';
import { STANDINGS, standingOf } from '../sources/feed-standing.js';
import type { FeedRow } from '../sources/feeds.query.js';
import { sourceNames } from '../sources/source.values.js';
import { keptUntil } from './feed-state.view.js';
import type { OneFeed } from './feed.query.js';

/** What several files of operations are about. */
export const FEEDS: Resource = { name: 'Feeds', about: 'The addresses that are polled.' };

export const feedUrl = z.string().meta({ examples: ['https://lamp.example/feed/'] });
export const feedTitle = z
  .string()
  .nullable()
  .meta({ examples: ['Harbour Lamp'] });
export const feedRole = z.enum(['posts', 'comments'], 'Either posts or comments.');
const nothing = { examples: [null] };

export const ofSource = z.object({ slug: sourceNames.slug, title: sourceNames.title });

export const standing = z
  .object({
    kind: z.enum(STANDINGS),
    words: z.string().meta({ examples: ['Read without trouble'] }),
    detail: z.string().nullable().describe('What is known of it, and what to do').meta(nothing),
    needsCare: z.boolean().describe('Somebody should look after it'),
  })
  .describe('How it fares');

export const feed = z
  .object({
    id: z.int().meta({ examples: [8] }),
    url: feedUrl,
    title: feedTitle,
    siteUrl: z
      .string()
      .nullable()
      .meta({ examples: ['https://lamp.example/'] }),
    role: feedRole.describe('What it brings'),
    reader: z.string().nullable().describe('The platform that is asked for what an account says; null for a feed').meta(nothing),
    state: z.enum(['active', 'paused', 'gone', 'retired', 'removed']).describe('`gone`: its publisher ended it'),
    settings: z
      .object({
        leastMinutes: z.int().optional().describe('Between two polls at the least; ours to choose where it is missing'),
        mostMinutes: z.int().optional().describe('At the most'),
        spacingSeconds: z.number().optional().describe('The pause between two requests to its host'),
        keepDays: z.int().optional().describe('How long the threads are kept that it began; as everywhere where it is missing'),
      })
      .meta({ examples: [{}] }),
    tags: z.array(z.string()).meta({ examples: [['departments']] }),
    note: z.string().nullable().describe('What an admin wants to be known of it').meta(nothing),
    outcome: z
      .string()
      .nullable()
      .describe('Of the last poll')
      .meta({ examples: ['modified'] }),
    message: z.string().nullable().describe('The same in words, with what to do about it').meta(nothing),
    failures: z
      .int()
      .describe('Polls that failed since the last that did not')
      .meta({ examples: [0] }),
    standing,
    movedTo: z.string().nullable().describe('Where its address redirects for good').meta(nothing),
    polledAt: z.date().nullable(),
    changedAt: z.date().nullable().describe('When a poll last brought something new'),
    nextPollAt: z.date().nullable(),
    source: ofSource,
  })
  .meta({ id: 'Feed', description: 'An address that is polled for a source.' });

export const wholeFeed = feed
  .extend({
    host: z.string().meta({ examples: ['lamp.example'] }),
    format: z
      .string()
      .nullable()
      .describe('Not known before the first poll')
      .meta({ examples: ['rss 2.0'] }),
    posts: z
      .int()
      .describe('Messages that it has brought')
      .meta({ examples: [120] }),
    newestAt: z.date().nullable().describe('When the newest of them was published'),
    createdAt: z.date().describe('When it was added'),
    keptUntil: z.date().nullable().describe('Until when one that was removed can be brought back').meta(nothing),
  })
  .meta({ id: 'WholeFeed', description: 'A feed, with what is known of it alone.' });

export function standingJson(facts: Parameters<typeof standingOf>[0], now: Date): z.output<typeof standing> {
  const { kind, label, detail, needsCare } = standingOf(facts, now);
  return { kind, words: label, detail, needsCare };
}

export function feedJson(row: FeedRow, now: Date): z.output<typeof feed> {
  const { id, url, title, siteUrl, role, reader, state, settings, tags, note, outcome, failures, polledAt, changedAt, nextPollAt } = row;
  const { slug, title: sourceTitle } = row.source;
  return {
    ...{ id, url, title, siteUrl, role, reader, state, settings, tags, note },
    ...{ outcome, message: row.outcomeMessage, failures, standing: standingJson(row, now), movedTo: row.movedTo },
    ...{ polledAt, changedAt, nextPollAt },
    source: { slug, title: sourceTitle },
  };
}

export function wholeFeedJson(row: FeedRow, one: OneFeed, now: Date): z.output<typeof wholeFeed> {
  const { host, format, posts, newestAt, createdAt, removedAt } = one;
  return {
    ...feedJson(row, now),
    ...{ host, format, posts },
    newestAt: newestAt === null ? null : new Date(Number(newestAt)),
    createdAt: new Date(Number(createdAt)),
    keptUntil: removedAt === null ? null : keptUntil(Number(removedAt)),
  };
}
