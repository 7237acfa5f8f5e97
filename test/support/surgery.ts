import { AffiliationEntity } from '../../src/modules/affiliations/affiliation.entity.js';
import type { Database } from '../../src/modules/database/database.js';
import { dayOf } from '../../src/modules/sources/count-poll.js';
import { FeedDayEntity } from '../../src/modules/sources/feed-day.entity.js';
import type { Rows } from './conversation.js';

/** How the polls of a feed went on some days: one a day, each failed or not. */
export async function polled(
  database: Database,
  feedId: number,
  from: string,
  days: number,
  isFailure: (day: number) => boolean = () => false,
) {
  const first = dayOf(new Date(from));
  const rows = Array.from({ length: days }, (_, day) => ({ feedId, day: first + day, polls: 1, failures: isFailure(day) ? 1 : 0 }));
  await database.write((manager) => manager.insert(FeedDayEntity, rows));
}

/**
 * A year of a department that answers its readers, and changes hands in the midst of it; of an account that only tells; and of a blog whose feed was
 * down for months. The present is 5 April 2008.
 */
export async function surgery(rows: Rows, database: Database): Promise<{ openId: number }> {
  const lamp = await rows.source('Lamp Room', 'civil-service');
  const lampFeed = await rows.feed(lamp, 'posts');
  const lampComments = await rows.feed(lamp, 'comments');
  const horn = await rows.source('Foghorn', 'party');
  const hornFeed = await rows.feed(horn, 'posts');
  const dark = await rows.source('Dark Jetty', 'civil-service');
  const darkFeed = await rows.feed(dark, 'posts');
  await polled(database, lampFeed, '2007-04-01', 371);
  await polled(database, lampComments, '2007-04-01', 371);
  await polled(database, hornFeed, '2007-04-01', 371);
  await polled(database, darkFeed, '2007-04-01', 371, (day) => day < 200);
  const periods = [
    { authorKey: null, authorName: null, affiliation: 'civil-service' as const, fromAt: null, untilAt: new Date('2007-11-01') },
    { authorKey: null, authorName: null, affiliation: 'minister' as const, fromAt: new Date('2007-11-01'), untilAt: null },
  ].map((period) => ({
    ...period,
    sourceId: lamp,
    evidenceUrl: 'https://lamp-room.example/handover',
    note: 'The lamp changed keepers.',
    createdAt: new Date(0),
  }));
  await database.write((manager) => manager.insert(AffiliationEntity, periods));

  let openId = 0;
  for (let month = 0; month < 12; month++) {
    const day = new Date(Date.UTC(2007, 3 + month, 10, 9));
    const at = (hours: number) => new Date(day.getTime() + hours * 3_600_000).toISOString();
    const post = await rows.post(lamp, at(0), {
      feedId: lampFeed,
      title: `What the lamp saw in month ${month + 1}`,
      authorName: 'Ruth Ferrier',
      text: 'A report of what came by, and of what we did about it.',
    });
    for (let number = 0; number < 3; number++) {
      const question = await rows.comment(lamp, post, at(1 + number), {
        feedId: lampComments,
        authorName: `Reader ${(month + number) % 7}`,
        text: 'When is the lamp lit on Sundays?',
        replyBasis: 'markup',
      });
      if (number < 2)
        await rows.comment(lamp, post, at(4 + 2 * number), {
          feedId: lampComments,
          authorName: 'Ruth Ferrier',
          parentId: question,
          replyBasis: 'markup',
          text: 'At dusk, as on all days.',
        });
      else openId = question;
    }
    for (let number = 0; number < 9; number++)
      await rows.post(horn, at(number), { feedId: hornFeed, authorName: null, text: `Our candidate opened pier number ${number}.` });
    await rows.post(dark, at(2), { feedId: darkFeed, authorName: null });
  }
  return { openId };
}
