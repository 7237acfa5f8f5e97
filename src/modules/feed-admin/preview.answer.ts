import { z } from 'zod';
import { excerptOf } from '../pages/words.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { feedRole, feedTitle, feedUrl } from './feed.answer.js';
import { habitOf } from './habit.js';
import type { Looked } from './preview.js';
import { voiceOf } from './voice-guess.js';

const ENTRIES_SHOWN = 10;
const EXCERPT_CHARACTERS = 300;

const entry = z.object({
  title: z
    .string()
    .nullable()
    .meta({ examples: ['Opening hours'] }),
  excerpt: z.string().meta({ examples: ['The lock is open on Saturday from 7 until dusk.'] }),
  publishedAt: z.date().nullable(),
  commentsFeedUrl: z
    .string()
    .nullable()
    .describe('The feed of its own comments')
    .meta({ examples: [null] }),
});

/** What an address holds. */
export const look = z.object({
  offer: z
    .string()
    .describe('Send it back to `addPreviewedFeeds`')
    .meta({ examples: ['k3…'] }),
  title: z
    .string()
    .describe('What its source would be called')
    .meta({ examples: ['Harbour Lamp'] }),
  siteUrl: z
    .string()
    .nullable()
    .meta({ examples: ['https://lamp.example/'] }),
  platform: z
    .string()
    .nullable()
    .meta({ examples: ['wordpress'] }),
  affiliation: z.enum(AFFILIATIONS).describe('Whose voice it may be, as its address and title tell; a guess'),
  notes: z.array(z.string()).meta({ examples: [[]] }),
  feeds: z.array(
    z.object({
      url: feedUrl,
      title: feedTitle,
      role: feedRole,
      format: z
        .string()
        .nullable()
        .meta({ examples: ['rss 2.0'] }),
      reader: z
        .string()
        .nullable()
        .describe('The platform that is asked for what an account says; null for a feed')
        .meta({ examples: [null] }),
      isRead: z
        .boolean()
        .describe('It was read; others are only named there')
        .meta({ examples: [true] }),
      known: z
        .object({ id: z.int(), state: z.string(), source: z.string() })
        .nullable()
        .describe('Where it is there already')
        .meta({ examples: [null] }),
      habit: z
        .string()
        .nullable()
        .describe('How often it speaks, in words')
        .meta({ examples: ['10 entries, about 2 a week, the newest of 3 April 2008.'] }),
      entries: z.array(entry).describe(`The newest ${ENTRIES_SHOWN}`),
      warnings: z
        .array(z.string())
        .describe('What is odd about it')
        .meta({ examples: [[]] }),
    }),
  ),
});

export function lookJson(
  { offer, insights, known, notes }: Extract<Looked, { kind: 'offered' }>,
  sealed: string,
  now: Date,
  zone: string,
): z.output<typeof look> {
  const { title, siteUrl, platform } = offer;
  return {
    offer: sealed,
    ...{ title, siteUrl, platform },
    affiliation: voiceOf(offer) ?? 'unknown',
    notes,
    feeds: offer.feeds.map(({ url, title, role, format, reader }, place) => {
      const insight = insights.find((each) => each.url === url);
      const there = known.get(url);
      return {
        ...{ url, title, role, format, reader },
        isRead: place < offer.read,
        known: there ? { id: there.id, state: there.state, source: there.sourceTitle } : null,
        habit: insight ? habitOf(insight.entries.map(({ publishedAt }) => publishedAt), now, zone) : null, // prettier-ignore
        entries: (insight?.entries ?? []).slice(0, ENTRIES_SHOWN).map(({ title, text, publishedAt, commentsFeedUrl }) => ({
          title,
          excerpt: excerptOf(text, EXCERPT_CHARACTERS),
          // A date that comes from another thread is one all the same.
          publishedAt: publishedAt && new Date(publishedAt),
          commentsFeedUrl,
        })),
        warnings: insight?.warnings ?? [],
      };
    }),
  };
}
