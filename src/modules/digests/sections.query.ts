import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AnsweringQuery, type AnsweringRows } from './answering.query.js';
import { ChangesQuery, type ChangesRows } from './changes.query.js';
import { earlierOf } from './earlier.js';
import type { Period } from './period.js';
import { TalkedAboutQuery, type TalkedAboutRow } from './talked-about.query.js';
import { type GapRow, UnreadQuery, type UnreadRow } from './unread.query.js';
import { type EarlierVoice, UsualQuery } from './usual.query.js';

/** What an edition says besides its conversations, as plain data. */
export interface SectionRows {
  /** The earlier periods of its kind in which anything was read, each by whose voice. */
  earlier: EarlierVoice[][];
  talkedAbout: { rows: TalkedAboutRow[]; more: number };
  answering: AnsweringRows;
  changes: ChangesRows;
  /** `gaps` are unknown of editions that were closed before they were looked for. */
  unread: { rows: UnreadRow[]; more: number; gaps?: GapRow[] };
}

@Injectable()
export class SectionsQuery {
  constructor(
    private readonly clock: Clock,
    private readonly usual: UsualQuery,
    private readonly talkedAbout: TalkedAboutQuery,
    private readonly answering: AnsweringQuery,
    private readonly changes: ChangesQuery,
    private readonly unread: UnreadQuery,
  ) {}

  async read(period: Period): Promise<SectionRows> {
    const now = this.clock.now();
    const earlier = await this.usual.read(earlierOf(period));
    return {
      earlier: earlier.map(({ voices }) => voices),
      talkedAbout: await this.talkedAbout.read(
        period,
        earlier.map(({ span }) => span),
        now,
      ),
      answering: await this.answering.read(period, now),
      changes: await this.changes.read({ from: period.from.getTime(), until: period.until.getTime() }),
      unread: await this.unread.read(period),
    };
  }
}
