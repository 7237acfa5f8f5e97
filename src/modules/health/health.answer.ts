import { z } from 'zod';
import { feed, feedRole, feedTitle, feedUrl, ofSource, standing, standingJson } from '../feed-admin/feed.answer.js';
import { OUTCOMES_KEPT, outcomesOf } from '../sources/outcome-log.js';
import { type Parts, silenceWords } from './feed-health.view.js';
import { type HealthRow, PACE_WEEKS } from './health.query.js';
import { hubView } from './hub-words.js';
import { LOOKS, lookOf } from './strip.js';

export const progress = z.object({
  words: z.string().meta({ examples: ['Next on lamp.example: it is asked within seconds.'] }),
  done: z.int().meta({ examples: [0] }),
  of: z.int().meta({ examples: [1] }),
  isOver: z.boolean(),
});

export const health = z
  .object({
    id: z
      .int()
      .describe('The number of the feed')
      .meta({ examples: [8] }),
    url: feedUrl,
    title: feedTitle,
    role: feedRole,
    state: feed.shape.state,
    source: ofSource,
    standing,
    failures: feed.shape.failures,
    lastPolls: z
      .array(z.enum(LOOKS))
      .describe(`How the last ${OUTCOMES_KEPT} went, the oldest first`)
      .meta({ examples: [['read', 'news']] }),
    polledAt: z.date().nullable(),
    nextPollAt: z.date().nullable().describe('Null where it is not polled'),
    newestEntryAt: z.date().nullable().describe('When its newest entry was published'),
    entriesAWeek: z
      .number()
      .describe(`In the last ${PACE_WEEKS} weeks`)
      .meta({ examples: [2.5] }),
    gapsWithinAMonth: z
      .int()
      .describe('How often entries may have been missed')
      .meta({ examples: [0] }),
    movedTo: feed.shape.movedTo,
  })
  .meta({ id: 'FeedHealth', description: 'How a feed fares.' });

const outcome = z.object({
  at: z.date(),
  kind: z
    .string()
    .describe('What came of it')
    .meta({ examples: ['new'] }),
  look: z.enum(LOOKS),
  isMoved: z.boolean().describe('The address redirected for good'),
  entries: z
    .int()
    .nullable()
    .describe('In the document; null where none was read')
    .meta({ examples: [10] }),
  added: z.int().meta({ examples: [2] }),
  revised: z.int().meta({ examples: [0] }),
  durationMs: z.int().meta({ examples: [240] }),
  bytes: z
    .int()
    .nullable()
    .describe('Of the document, unpacked; null where none came')
    .meta({ examples: [18_000] }),
  message: z.string().meta({ examples: ['Two new entries.'] }),
});

const gap = z.object({
  fromAt: z.date().describe('Of the newest entry that was known'),
  untilAt: z.date().describe('Of the oldest that was shown'),
  foundAt: z.date(),
});

const hub = z.object({
  host: z.string().meta({ examples: ['hub.example'] }),
  words: z.string().meta({ examples: ['hub.example tells us of news. The feed is polled more rarely, to see what is not told.'] }),
  leaseUntil: z.date().nullable().describe('Until when it has promised to'),
  pushedAt: z.date().nullable().describe('When it last told of something new'),
  missedAt: z.date().nullable().describe('When a poll last found what it had not told'),
});

const count = z
  .int()
  .nullable()
  .meta({ examples: [86_400_000] });

export const wholeHealth = health
  .extend({
    silence: z
      .object({
        usualMs: count.describe('Between two of its last entries, as a rule'),
        longestMs: count.describe('At most'),
        silentAt: z.date().nullable().describe('From here on it is silent against its habit'),
        words: z.string().meta({ examples: ['1 day between two entries as a rule, 3 days at most'] }),
      })
      .describe('How long it is used to be silent; nulls where its entries are too few to tell'),
    hub: hub.nullable().describe('Who tells of its news (WebSub); null where its document names no hub, or none can reach this server'),
    changedAt: z.date().nullable().describe('When it last brought something new'),
    outcomes: z.array(outcome).describe(`Of the last ${OUTCOMES_KEPT} polls, the newest first`),
    gaps: z.array(gap).describe('Times of which entries may have come and gone between two polls; the last found first'),
    notes: z.array(z.object({ at: z.date(), note: z.string() })).describe('What was done to it; the last first'),
    progress: progress.nullable().describe('While it is due, or being asked'),
  })
  .meta({ id: 'WholeFeedHealth', description: 'How a feed fares, with what is known of it alone.' });

export function healthJson(row: HealthRow, now: Date): z.output<typeof health> {
  const { id, url, title, role, state, source, failures, polledAt, nextPollAt, newestAt, recent, gaps, movedTo } = row;
  return {
    ...{ id, url, title, role, state, failures },
    source: { slug: source.slug, title: source.title },
    standing: standingJson(row, now),
    lastPolls: outcomesOf(row.outcomes).map(lookOf),
    polledAt,
    nextPollAt: state === 'active' ? nextPollAt : null,
    newestEntryAt: newestAt,
    entriesAWeek: recent / PACE_WEEKS,
    gapsWithinAMonth: gaps,
    movedTo,
  };
}

export function wholeHealthJson(row: HealthRow, { gaps, notes, progress, hub, whyNoHubs }: Parts, now: Date): z.output<typeof wholeHealth> {
  const { usualMs = null, longestMs = null } = row.habit ?? {};
  return {
    ...healthJson(row, now),
    silence: { usualMs, longestMs, silentAt: row.silentAt, words: silenceWords(row.habit) },
    hub: whyNoHubs === null ? hubView(hub, now) : null,
    changedAt: row.changedAt,
    outcomes: outcomesOf(row.outcomes)
      .reverse()
      .map((each) => ({ ...each, look: lookOf(each) })),
    gaps: gaps.map(({ fromAt, untilAt, foundAt }) => ({ fromAt, untilAt, foundAt })),
    notes: notes.map(({ at, note }) => ({ at, note })),
    progress: progress === null || progress.isOver ? null : progress,
  };
}
