import type { Database } from '../../src/modules/database/database.js';
import { FeedGapEntity } from '../../src/modules/sources/feed-gap.entity.js';
import { FeedNoteEntity } from '../../src/modules/sources/feed-note.entity.js';
import { FeedEntity } from '../../src/modules/sources/feed.entity.js';
import { newFeed } from '../../src/modules/sources/new-feed.js';
import { withOutcome } from '../../src/modules/sources/outcome-log.js';
import type { Rows } from './conversation.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Feeds of which each has something else, and a well one; their numbers by what they have. */
export async function ailingFeeds(rows: Rows, database: Database, now: Date): Promise<Record<'well' | 'moved' | 'failing', number>> {
  const sourceId = await rows.source('The ward of the feeds, with a name that is longer than a phone is wide');
  const at = (ms: number) => new Date(now.getTime() - ms);
  const ill: Record<string, Partial<FeedEntity>> = {
    well: {},
    gone: {
      state: 'gone',
      nextPollAt: null,
      outcome: 'gone',
      failures: 1,
      outcomeMessage: 'ward.example says that this feed is gone for good (410).',
    },
    failing: {
      failures: 7,
      outcome: 'unreachable:reset',
      outcomeMessage: 'ward.example broke the connection off: it will be asked again later.',
    },
    throttled: {
      failures: 4,
      outcome: 'throttled',
      outcomeMessage: 'ward.example asks us for patience (429): it will be asked again less often.',
    },
    moved: { movedTo: `https://www.ward.example/${'a-very-long-name/'.repeat(6)}feed`, movedPolls: 3, movedSinceAt: at(DAY) },
    silent: { silentAt: at(3 * DAY), habit: { lastMs: at(9 * DAY).getTime(), usualMs: DAY, longestMs: 4 * DAY } },
    paused: { state: 'paused', nextPollAt: null },
  };
  const ids: Record<string, number> = {};
  await database.write(async (manager) => {
    for (const [name, said] of Object.entries(ill)) {
      const url = `https://ward.example/${name}`;
      const polled = {
        polledAt: at(HOUR),
        changedAt: at(DAY),
        nextPollAt: at(-HOUR),
        outcome: 'not-modified',
        outcomeMessage: 'Nothing has changed.',
      };
      const row = newFeed({ sourceId, url, role: 'posts', title: `Of ${name}`, siteUrl: 'https://ward.example/' }, at(90 * DAY));
      const { identifiers } = await manager.insert(FeedEntity, { ...row, ...polled, outcomes: log(said, now), ...said });
      ids[name] = (identifiers[0] as { id: number }).id;
    }
    const feedId = ids.failing ?? 0;
    await manager.insert(FeedGapEntity, { feedId, fromAt: at(5 * DAY), untilAt: at(4 * DAY), foundAt: at(3 * DAY) });
    await manager.insert(FeedNoteEntity, {
      feedId,
      at: at(DAY),
      note: 'Moved from https://ward.example/old to https://ward.example/failing: accepted by an admin.',
    });
  });
  return { well: ids.well ?? 0, moved: ids.moved ?? 0, failing: ids.failing ?? 0 };
}

/** Thirty polls, of which the last went as its row says. */
function log({ failures = 0, outcome, outcomeMessage, movedPolls = 0 }: Partial<FeedEntity>, now: Date): string | null {
  let text: string | null = null;
  for (let back = 30; back > 0; back -= 1) {
    const isBad = back <= failures;
    const isNews = !isBad && back % 7 === 0;
    const kind = isBad ? (outcome ?? 'gone') : isNews ? 'new' : 'not-modified';
    const message = (isBad ? outcomeMessage : null) ?? (isNews ? 'Read 25 entries, 2 of them new or changed.' : 'Nothing has changed.');
    const size = isNews ? { entries: 25, added: 2, bytes: 40_213 } : { entries: null, added: 0, bytes: null };
    const poll = {
      at: new Date(now.getTime() - back * HOUR),
      kind,
      isMoved: back <= movedPolls,
      ...size,
      revised: 0,
      durationMs: 120 + back,
      message,
    };
    text = withOutcome(text, poll, null);
  }
  return text;
}
