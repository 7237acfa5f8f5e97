import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { headlineOf } from '../posts/headline.js';
import { CalendarQuery } from './calendar.query.js';
import { type ClosedEdition, ClosedEditions, type LateArrivals } from './closed-editions.js';
import { closingAt, isFromArchives } from './closing.js';
import { curatedEdition, type Edited, type Editorial } from './curated.js';
import { Curations } from './curations.js';
import { EditionQuery, type EditionRows } from './edition.query.js';
import { LIMITS, type Width } from './limits.js';
import { parsePeriod, type Period } from './period.js';

/** How an edition stands, besides what is in it. */
export interface EditionState {
  /** `archives`: put together later, of a time in which nobody listened yet. */
  phase: 'open' | 'closed' | 'archives';
  /** When it closes (null where that is due), when it closed, or since when we have listened. */
  at: Date | null;
  /** The edition before a closed one, as it was known when that closed. */
  previous: Period | null;
  /** Posts that have lost their words since it closed. */
  removed: number;
  late: LateArrivals;
  edited: Edited | null;
  editorials: ReadonlyMap<number, Editorial>;
}

export interface ReadEdition {
  rows: EditionRows;
  state: EditionState;
}

export interface Story {
  id: number;
  headline: string;
  site: string;
}

/** An edition as readers get it: as it was kept, or as it is now, with what editors did laid over it. */
@Injectable()
export class EditionReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly query: EditionQuery,
    private readonly closed: ClosedEditions,
    private readonly curations: Curations,
    private readonly calendar: CalendarQuery,
  ) {}

  async read(period: Period, width: Width): Promise<ReadEdition> {
    const kept = await this.closed.read(period, width);
    const uncurated = kept?.rows ?? (await this.query.read(period, LIMITS[width]));
    const { rows, edited, editorials } = curatedEdition(uncurated, await this.curations.of(period.key));
    const state = kept ? this.closedState(kept) : await this.openState(period);
    return { rows, state: { ...state, edited, editorials } };
  }

  /** All that an editor can choose from: the stories of an edition as they stand without him. */
  async stories(period: Period): Promise<Story[]> {
    const rows = (await this.closed.read(period, 'page'))?.rows ?? (await this.query.read(period, LIMITS.page));
    const roots = new Map(rows.roots.map((row) => [row.id, row]));
    const conversations = rows.conversations.flatMap(({ threadId }) => roots.get(threadId) ?? []);
    return [...conversations, ...rows.published].map((row) => ({ id: row.id, headline: headlineOf(row).text, site: row.sourceTitle }));
  }

  private closedState({ closedAt: at, previousKey, removed, late }: ClosedEdition): Omit<EditionState, 'edited' | 'editorials'> {
    return { phase: 'closed', at, previous: previousKey === null ? null : parsePeriod(previousKey, this.config.timezone), removed, late };
  }

  private async openState(period: Period): Promise<Omit<EditionState, 'edited' | 'editorials'>> {
    const listeningSince = await this.calendar.listeningSince();
    const none = { previous: null, removed: 0, late: { rows: [], count: 0 } };
    if (isFromArchives(period, listeningSince)) return { ...none, phase: 'archives', at: listeningSince };
    const at = closingAt(period);
    return { ...none, phase: 'open', at: at > this.clock.now() ? at : null };
  }
}
