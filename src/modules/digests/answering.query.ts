import { Injectable } from '@nestjs/common';
import type { Coverage } from '../engagement/measures/message.js';
import { portray } from '../engagement/hearing.js';
import { measureNamed } from '../engagement/measures/engagement.js';
import { GRACE_MS } from '../engagement/measures/reading.js';
import { Portraits } from '../engagement/portraits.js';
import { type ListedRow, SourcesQuery } from '../engagement/sources.query.js';
import type { Affiliation } from '../sources/source.entity.js';
import { daysOf, type Period } from './period.js';

/** How a source of a body answered what was said to it in the period. */
export interface AnsweringRow {
  slug: string;
  title: string;
  affiliation: Affiliation;
  /** What was said to it; and of that, what it has answered so far. */
  asked: number;
  answered: number;
  /** Questions to it that nobody there has answered, however young. */
  open: number;
  coverage: Coverage;
  /** There was more than could be looked at. */
  isCut: boolean;
}

export interface AnsweringRows {
  sources: AnsweringRow[];
  /** Questions that nobody has answered. */
  questions: { total: number; newest: ListedRow[]; oldest: ListedRow[] };
}

/** To measure a source reads its threads whole: those to which most was said in the period are. */
const SOURCES_MEASURED = 6;
const QUESTIONS_EACH = 3;

/** Who answered and who did not. */
@Injectable()
export class AnsweringQuery {
  constructor(
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
  ) {}

  async read(period: Period, now: Date): Promise<AnsweringRows> {
    const { from, until } = period;
    const span = { name: daysOf(period), from: from.getTime(), until: Math.min(until.getTime(), now.getTime() + 1) };
    const open = new Map<number, number>();
    const measured: AnsweringRow[] = [];
    for (const slug of await this.sources.spokenTo(span, SOURCES_MEASURED)) {
      const source = await this.sources.bySlug(slug);
      if (!source) continue;
      const hearing = await this.portraits.hear(await this.portraits.sitterOf(source, null), span);
      // An edition closes before two days have passed: it tells what was answered so far, of all that was said.
      const { portrait, coverage, unanswered, isCut } = portray({ ...hearing, asOf: hearing.asOf + GRACE_MS }, null, period.zone);
      const { numerator, denominator } = measureNamed(portrait.engagement.measures, 'answered-share');
      for (const { message } of unanswered) open.set(message.id, message.at);
      measured.push({
        slug,
        title: source.title,
        affiliation: source.affiliation,
        asked: denominator,
        answered: numerator,
        open: unanswered.length,
        coverage,
        isCut,
      });
    }
    return { sources: measured, questions: await this.questions(open) };
  }

  /** The newest and the oldest; one that was put to two sources is one. */
  private async questions(open: ReadonlyMap<number, number>): Promise<AnsweringRows['questions']> {
    const byAge = [...open].sort(([a, atOfA], [b, atOfB]) => atOfB - atOfA || b - a).map(([id]) => id);
    const newest = byAge.slice(0, QUESTIONS_EACH);
    const oldest = byAge.slice(QUESTIONS_EACH).slice(-QUESTIONS_EACH).reverse();
    const listed = await this.sources.listed([...newest, ...oldest]);
    const rowsOf = (ids: number[]) => ids.flatMap((id) => listed.get(id) ?? []);
    return { total: byAge.length, newest: rowsOf(newest), oldest: rowsOf(oldest) };
  }
}
