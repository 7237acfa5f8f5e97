import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { FEED_FORMATS, writeFeed, type FeedFormat } from '../posts/post-feed.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { archiveView, daysOf, hrefOfYear, nearestOf, parseYear, startOfYear } from './archive.view.js';
import { CalendarQuery } from './calendar.query.js';
import { ClosedEditions } from './closed-editions.js';
import { editionFeed } from './edition.feed.js';
import { EditionReader, type EditionState } from './edition-reader.js';
import { editionSchema } from './edition.schema.js';
import { editionText } from './edition.text.js';
import { editionView, linkTo, type EditionFacts, type EditionView } from './edition.view.js';
import { nearestPeriod, nextPeriod, parsePeriod, periodOf, type Period, type PeriodKind } from './period.js';

export const EDITION_FORMATS = ['html', 'text', ...FEED_FORMATS] as const;
export type EditionFormat = (typeof EDITION_FORMATS)[number];

const FIRST = 'The first edition';
const LATEST = 'The latest edition';

interface Ends {
  first: Period;
  latest: Period;
}

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
    const { timezone: zone } = this.config;
    const period = parsePeriod(key, zone);
    if (period && (await this.closed.isClosed(period))) return period;
    const near = period ?? nearestPeriod(key, zone);
    const ends = await this.ends(near?.kind ?? 'day');
    if (!ends) throw new PageNotFound('There are no editions yet, because nothing has been read yet.');
    const { first, latest } = ends;
    if (!period) {
      const example = 'Editions have addresses such as 2008-04-03, 2008-W14 and 2008-04.';
      throw new PageNotFound(`“${key.slice(0, 40).replace(/\p{Cc}+/gu, ' ')}” is not a date. ${example}`, [
        near ? wayToNearest(near, ends) : wayTo(latest, LATEST),
      ]);
    }
    if (period.from > this.clock.now()) throw new PageNotFound(`${linkTo(period).title} has not begun yet.`, [wayTo(latest, LATEST)]);
    if (period.until <= first.from) throw new PageNotFound(`Nothing was read from before ${linkTo(first).title}.`, [wayTo(first, FIRST)]);
    return period;
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
  async renderArchive(asked?: string): Promise<string> {
    const years = await this.years();
    const latest = years.at(-1);
    if (latest === undefined) return '';
    const year = asked === undefined ? latest : parseYear(asked);
    if (year === null) throw new PageNotFound(`“${asked?.slice(0, 40)}” is not a year.`, [wayToYear(latest)]);
    if (!years.includes(year)) throw new PageNotFound(`There are no editions of ${year}.`, [wayToYear(nearestOf(years, year))]);
    const days = daysOf(year, this.config.timezone);
    const counts = await this.calendar.counts(days);
    const counted = days.map((period, place) => ({ period, count: counts[place] ?? 0 }));
    return this.pages.render('archive', archiveView(year, years, counted));
  }

  /** The first and the latest edition of a kind that have posts; null while there is no post. */
  private async ends(kind: PeriodKind): Promise<Ends | null> {
    const latest = await this.latest(kind);
    const firstAt = latest && (await this.calendar.first(this.clock.now()));
    return firstAt && { first: periodOf(kind, firstAt, this.config.timezone), latest };
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
    for (let at = await this.calendar.first(now); at; at = await this.calendar.notBefore(startOfYear((years.at(-1) ?? 0) + 1, zone), now)) {
      years.push(DateTime.fromJSDate(at, { zone }).year);
    }
    return years;
  }
}

export function isFeedFormat(format: EditionFormat): format is FeedFormat {
  return (FEED_FORMATS as readonly string[]).includes(format);
}

/** The period itself, unless it lies before the first edition or after the latest. */
function wayToNearest(period: Period, { first, latest }: Ends) {
  if (period.from >= latest.from) return wayTo(latest, LATEST);
  return period.from <= first.from ? wayTo(first, FIRST) : wayTo(period, 'The nearest edition');
}

function wayTo(period: Period, label: string) {
  const { href, title } = linkTo(period);
  return { href, label: `${label}, ${title}` };
}

function wayToYear(year: number) {
  return { href: hrefOfYear(year), label: `The editions of ${year}` };
}
