import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Coverage } from './measures/message.js';
import { COVERAGE_LEAST, type Verdict, verdictOf } from './measures/verdict.js';
import type { Span } from './period.js';
import { Portraits } from './portraits.js';
import type { SourceRow } from './sources.query.js';

/** A list of sources is looked at more often than a verdict over weeks can change. */
const KEPT_MS = 10 * 60_000;

interface Kept {
  verdict: Verdict;
  latestAt: number | null;
  until: number;
}

/** The verdicts of a list, kept for a while: a source without coverage has none, and costs nothing. */
@Injectable()
export class Verdicts {
  private readonly kept = new Map<number, Kept>();

  constructor(
    private readonly portraits: Portraits,
    private readonly clock: Clock,
  ) {}

  async of(source: SourceRow, coverage: Coverage, span: Span): Promise<Verdict> {
    if (coverage.share === null || coverage.share < COVERAGE_LEAST) return verdictOf([], coverage);
    const now = this.clock.now().getTime();
    const kept = this.kept.get(source.id);
    if (kept && kept.until > now && kept.latestAt === source.latestAt) return kept.verdict;
    const { portrait } = await this.portraits.of(source, null, span);
    const { verdict } = portrait.engagement;
    this.kept.set(source.id, { verdict, latestAt: source.latestAt, until: now + KEPT_MS });
    return verdict;
  }
}
