import { FeedGapEntity } from '../../../src/modules/sources/feed-gap.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { gapDays, gapWords, type KnownGap } from '../../../src/modules/engagement/gaps.js';
import { volumeChart } from '../../../src/modules/engagement/volume.chart.js';
import { countPoll } from '../../../src/modules/sources/count-poll.js';
import { Rows } from '../../support/conversation.js';
import { Page } from '../../support/page.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const gap = (from: number, until: number, title = 'The Lamp'): KnownGap => ({ sourceId: 1, title, from, until });
const bucket = (day: number) => ({ key: `day ${day}`, title: `Day ${day}`, from: day * DAY, until: (day + 1) * DAY });

test('a gap touches the days between its ends, within the period; one that ends at midnight not the next', () => {
  expect(gapDays([gap(1.5 * DAY, 3.2 * DAY)], 0, 10)).toEqual([1, 2, 3]);
  expect(gapDays([gap(1.5 * DAY, 3 * DAY)], 0, 10)).toEqual([1, 2]);
  expect(gapDays([gap(-9 * DAY, 99 * DAY)], 2, 4)).toEqual([2, 3, 4]);
  expect(gapDays([gap(3.1 * DAY, 3.2 * DAY), gap(3.3 * DAY, 3.4 * DAY)], 0, 10)).toEqual([3]);
});

test('bars say what may be missing from them, the first three gaps by name', () => {
  const moment = (at: number) => `hour ${at / HOUR}`;
  const gaps = [1, 2, 3, 4, 5].map((hour) => gap(hour * HOUR, (hour + 0.5) * HOUR));
  expect(Object.fromEntries(gapWords(gaps, [bucket(0), bucket(1)], moment))).toEqual({
    'day 0': 'May be incomplete: The Lamp, hour 1 to hour 1.5; The Lamp, hour 2 to hour 2.5; The Lamp, hour 3 to hour 3.5; and 2 more',
  });
});

test('a chart marks such bars, with the words where one points', async () => {
  const rows = [0, 1].map((day) => ({ bucket: bucket(day), parts: [{ key: 'party' as const, ids: [day + 1] }] }));
  expect(await volumeChart(rows, ['party'])).not.toContain('<title>');
  const svg = await volumeChart(rows, ['party'], new Map([['day 1', 'Lamp & <Light>']]));
  expect(svg.match(/<title>.*?<\/title>/g)).toEqual(['<title>Lamp &#38; &#60;Light&#62;</title>']);
  expect(svg).toContain('>?</text>');
});

describe('on a site', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
    const rows = new Rows(site.database);
    const sourceId = await rows.source('The Lamp', 'civil-service');
    for (const day of [1, 2, 3, 4]) await rows.post(sourceId, `2008-04-0${day}T09:00:00Z`, { title: `On ${day}` });
    const feedId = await rows.feed(sourceId);
    await site.database.write(async (manager) => {
      for (let day = 1; day <= 5; day += 1) await countPoll(manager, feedId, false, new Date(`2008-04-0${day}T12:00:00Z`));
      const times = {
        fromAt: new Date('2008-04-02T10:00:00Z'),
        untilAt: new Date('2008-04-03T08:00:00Z'),
        foundAt: new Date('2008-04-03T12:00:00Z'),
      };
      await manager.insert(FeedGapEntity, { feedId, ...times });
    });
  });
  afterAll(() => site.close());

  const PERIOD = 'period=2008-04-01..2008-04-04';

  test('days that a gap touches are not covered, and the page of the source says where it is', async () => {
    const { slug } = await site.database.manager.findOneByOrFail(SourceEntity, { title: 'The Lamp' });
    const html = await site.text(`/sources/${slug}?${PERIOD}`);
    const { text } = new Page(html);
    // Days of UTC: in London the first begins an hour earlier.
    expect(text).toContain('Its feeds were read in full on 3 of 5 days (60 %).');
    expect(html.match(/<title>May be incomplete: The Lamp, 2 April 2008, 11:00 to 3 April 2008, 09:00<\/title>/g)).toHaveLength(2);
    expect(html).toContain('2 bars may be incomplete, and are marked with a question mark.');
    expect(html).toMatch(/<th scope="row">2 April 2008<\/th>.*<td class="words">May be incomplete: The Lamp/);
    const { body } = await new Program(site).get(`/sources/${slug}/engagement?${PERIOD}`);
    expect(body).toMatchObject({ coverage: { days: 5, covered: 3, share: 0.6 } });
  });

  test('a chart without gaps says nothing of any', async () => {
    const { slug } = await site.database.manager.findOneByOrFail(SourceEntity, { title: 'The Lamp' });
    const html = await site.text(`/sources/${slug}?period=2008-04-04..2008-04-04`);
    expect(html).not.toContain('may be missing');
    expect(html).not.toContain('incomplete');
  });
});
