import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FEED_FORMATS, writeFeed, type FeedFormat } from '../posts/post-feed.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { archiveView, daysOf, startOfYear } from './archive.view.js';
import { CalendarQuery } from './calendar.query.js';
import { ClosedEditions } from './closed-editions.js';
import { editionFeed } from './edition.feed.js';
import { EditionReader, type EditionState } from './edition-reader.js';
import { editionSchema } from './edition.schema.js';
import { editionText } from './edition.text.js';
import { editionView, linkTo, type EditionFacts, type EditionView } from './edition.view.js';
import { nextPeriod, parsePeriod, periodOf, type Period, type PeriodKind } from './period.js';

export const EDITION_FORMATS = ['html', 'text', ...FEED_FORMATS] as const;
export type EditionFormat = (typeof EDITION_FORMATS)[number];

/** Finds editions and writes them in any format, for pages, feeds and the command line alike. */
@Injectable()
export class Editions {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly reader: EditionReader,
    private readonly closed: ClosedEditions,
    private readonly calendar: CalendarQuery,
    private readonly firstRun: FirstRunQuery,
  ) {}

  /** The newest day, week or month that has posts; null while there is no post. */
  async latest(kind: PeriodKind = 'day'): Promise<Period | null> {
    const at = await this.calendar.latest(this.clock.now());
    return at && periodOf(kind, at, this.config.timezone);
  }

  /**
   * The period with this key. A day without posts is an edition that says so; what lies before the first post, in the future or nowhere in
   * the calendar throws `PageNotFound`, which names the nearest edition.
   */
  async find(key: string): Promise<Period> {
    const now = this.clock.now();
    const period = parsePeriod(key, this.config.timezone);
    if (period && (await this.closed.isClosed(period))) return period;
    const latest = await this.latest(period?.kind);
    if (!latest) throw new PageNotFound('There are no editions yet, because nothing has been read yet.');
    if (!period)
      throw new PageNotFound(`“${key.slice(0, 40)}” is not a date. Editions have addresses such as 2008-04-03, 2008-W14 and 2008-04.`, [
        wayTo(latest, 'The latest edition'),
      ]);
    if (period.from > now) throw new PageNotFound(`${linkTo(period).title} has not begun yet.`, [wayTo(latest, 'The latest edition')]);
    if (period.until > latest.from || (await this.calendar.before(period.until))) return period;
    const first = periodOf(period.kind, (await this.calendar.notBefore(period.from, now)) ?? latest.from, period.zone);
    throw new PageNotFound(`Nothing was read from before ${linkTo(first).title}.`, [wayTo(first, 'The first edition')]);
  }

  isClosed(period: Period): Promise<boolean> {
    return this.closed.isClosed(period);
  }

  /** What an edition says to people, for whatever shows it. */
  async view(period: Period, { standing = false } = {}): Promise<EditionView> {
    const { rows, state } = await this.reader.read(period, 'page');
    return editionView(rows, await this.facts(period, state, standing));
  }

  /**
   * Writes an edition; null stands for the one that says how to start. `standalone`: for a file, with its style sheet inside.
   * `standing`: for the address that always holds the latest edition.
   */
  async render(period: Period | null, format: EditionFormat, { standalone = false, standing = false } = {}): Promise<string> {
    const shown = period ?? periodOf('day', this.clock.now(), this.config.timezone);
    if (isFeedFormat(format)) return writeFeed(editionFeed(await this.reader.read(shown, 'feed'), shown, standing), format, this.config);
    const view = await this.view(shown, { standing });
    if (format === 'text') return editionText(view, this.config.timezone, this.config.baseUrl);
    const page = { ...view, schema: editionSchema(view) };
    // A file has no server behind it, so it offers no buttons.
    return this.pages.render(
      period ? 'edition' : 'start',
      standalone ? { ...page, page: { ...view.page, standalone }, firstRun: null } : page,
    );
  }

  /** The page of a year's editions, by default of the latest year; empty while there is no post. */
  async renderArchive(asked: number | null): Promise<string> {
    const years = await this.years();
    const year = asked ?? years.at(-1);
    if (year === undefined) return '';
    if (!years.includes(year)) throw new PageNotFound(`There are no editions of ${year}.`);
    const days = daysOf(year, this.config.timezone);
    const counts = await this.calendar.counts(days);
    const counted = days.map((period, place) => ({ period, count: counts[place] ?? 0 }));
    return this.pages.render('archive', archiveView(year, years, counted));
  }

  /** What stands around a closed edition stays as well: where it led when it closed, and the next in the calendar, which had begun by then. */
  private async facts(period: Period, state: EditionState, standing: boolean): Promise<EditionFacts> {
    const latest = await this.latest(period.kind);
    const isLatest = period.kind === 'day' && latest?.key === period.key;
    if (state.phase === 'closed') {
      const { previous } = state;
      return { period, state, previous, next: nextPeriod(period), isLatest: isLatest && standing, offersStarter: false };
    }
    const [before, after] = [await this.calendar.before(period.from), await this.calendar.notBefore(period.until, this.clock.now())];
    const around = (at: Date | null) => at && periodOf(period.kind, at, period.zone);
    return {
      period,
      state,
      previous: around(before),
      next: around(after),
      isLatest,
      offersStarter: !(await this.firstRun.hasOwnFeeds()),
    };
  }

  /** Steps from post to the first post of a later year: as many look-ups as there are years with posts. */
  private async years(): Promise<number[]> {
    const [now, zone] = [this.clock.now(), this.config.timezone];
    const years: number[] = [];
    for (
      let at = await this.calendar.notBefore(new Date(-8.64e15), now);
      at;
      at = await this.calendar.notBefore(startOfYear((years.at(-1) ?? 0) + 1, zone), now)
    ) {
      years.push(DateTime.fromJSDate(at, { zone }).year);
    }
    return years;
  }
}

export function isFeedFormat(format: EditionFormat): format is FeedFormat {
  return (FEED_FORMATS as readonly string[]).includes(format);
}

function wayTo(period: Period, label: string) {
  const { href, title } = linkTo(period);
  return { href, label: `${label}, ${title}` };
}
