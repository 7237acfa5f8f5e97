/** Feeds of a made-up town, as months of polling would have left them: for the pictures of the pages that admins see. Nothing of it is asked for. */
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { FeedGapEntity } from '../dist/modules/sources/feed-gap.entity.js';
import { FeedEntity } from '../dist/modules/sources/feed.entity.js';
import { withOutcome } from '../dist/modules/sources/outcome-log.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What each has: how many of its last polls failed, and how. */
const FEEDS = [
  ['Harbour board news', 'harbour.example', 'civil-service', ['departments'], {}],
  ['Harbour board consultations', 'harbour.example', 'civil-service', ['departments', 'consultations'], {}],
  ['The Harbour Minister', 'minister.example', 'minister', ['ministers'], {}],
  ['Town council press office', 'council.example', 'local-government', ['councils'], { moved: 4 }],
  ['Estuary Courier: politics', 'courier.example', 'media', ['press'], {}],
  ['Estuary Courier: comments', 'courier.example', 'media', ['press'], { failures: 6, kind: 'throttled', message: 'courier.example asks us for patience (429): it will be asked again less often.' }],
  ['The Lamp Room', 'lamp.example', 'public', ['blogs'], {}],
  ['A ferryman’s notebook', 'ferryman.example', 'public', ['blogs'], { silent: true }],
  ['Friends of the Canal', 'canal.example', 'commentator', ['blogs'], { failures: 11, kind: 'unreachable:dns', message: 'canal.example has no address any more: has its name run out? It will be asked again each day.' }],
  ['Canal Agency speeches', 'agency.example', 'civil-service', ['departments'], { gap: true }],
  ['The Dredging Party', 'dredgers.example', 'party', ['parties'], {}],
  ['Quayside ward councillors', 'ward.example', 'local-government', ['councils'], { failures: 1, kind: 'gone', message: 'ward.example says that this feed is gone for good (410).', state: 'gone' }],
]; // prettier-ignore

/** Brings them in beside a server that runs on the same database. */
export async function fillFeeds(databaseUrl, now = Date.now()) {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: databaseUrl }), 'none'), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    const known = FEEDS.map(([title, host, affiliation, tags], index) => ({
      ...{ url: `https://${host}/feeds/${index}`, title, siteUrl: `https://${host}/`, affiliation, tags },
      state: 'paused',
    }));
    await app.get(SourcesService).addKnownFeeds(known);
    await app.get(Database).write(async (manager) => {
      for (const [index, feed] of FEEDS.entries()) await fare(manager, known[index].url, feed, index, now);
    });
  } finally {
    await app.close();
  }
}

async function fare(manager, url, [title, host, , , said], index, now) {
  const { failures = 0, kind = null, message = 'Nothing has changed.', moved = 0, silent = false, gap = false, state = 'active' } = said;
  const polledAt = now - (4 + index * 3) * 60_000;
  let outcomes = null;
  for (let back = 29; back >= 0; back--) {
    const isBad = back < failures;
    const isNews = !isBad && !silent && (back + index) % (3 + (index % 4)) === 0;
    const poll = {
      ...{ at: new Date(polledAt - back * HOUR), kind: isBad ? kind : isNews ? 'new' : 'not-modified', isMoved: back < moved },
      ...{ entries: isNews ? 25 : null, added: isNews ? 1 + (index % 3) : 0, revised: 0, durationMs: 90 + index * 11, bytes: isNews ? 31_400 : null },
      message: isBad ? message : isNews ? 'Read 25 entries, some of them new.' : 'Nothing has changed.',
    }; // prettier-ignore
    outcomes = withOutcome(outcomes, poll, null);
  }
  await manager.update(
    FeedEntity,
    { url },
    {
      ...{ state, title, outcomes, failures, outcome: kind ?? 'not-modified', outcomeMessage: message },
      ...{ polledAt: new Date(polledAt), changedAt: new Date(polledAt - (silent ? 41 * DAY : DAY)), createdAt: new Date(now - 120 * DAY) },
      nextPollAt: state === 'gone' ? null : new Date(now + DAY + index * 60_000),
      ...(moved > 0 && { movedTo: `https://news.${host}/feed`, movedPolls: moved, movedSinceAt: new Date(now - 2 * DAY) }),
      ...(silent && { silentAt: new Date(now - 9 * DAY), habit: { lastMs: now - 41 * DAY, usualMs: 4 * DAY, longestMs: 16 * DAY } }),
    },
  );
  if (!gap) return;
  const { id: feedId } = await manager.findOneByOrFail(FeedEntity, { url });
  await manager.insert(FeedGapEntity, {
    feedId,
    fromAt: new Date(now - 5 * DAY),
    untilAt: new Date(now - 4 * DAY),
    foundAt: new Date(now - 4 * DAY),
  });
}
