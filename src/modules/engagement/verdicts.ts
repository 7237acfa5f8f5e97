import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Queue } from '../queue/queue.js';
import type { Coverage } from './measures/message.js';
import { COVERAGE_LEAST, type Verdict, verdictOf } from './measures/verdict.js';
import { spanOf } from './period.js';
import { Portraits } from './portraits.js';
import { type SourceRow, SourcesQuery } from './sources.query.js';

/** A list of sources is looked at more often than a verdict over weeks can change. */
const KEPT_MS = 10 * 60_000;

interface Kept {
  verdict: Verdict;
  latestAt: number | null;
  until: number;
}

/** What a list says of a source: its verdict, or that there is none yet. */
export type ListedVerdict = Verdict | { word: 'being measured'; because: string };

const BEING_MEASURED: ListedVerdict = {
  word: 'being measured',
  because: 'What it said in this year is being read; look again in a moment.',
};

/**
 * The verdicts of a list. To read the year of one source takes up to a second, and nobody waits for those of all: each is measured by a job, one at a
 * time, and kept for a while; until there is a newer one, the last holds. A source without coverage has none, and costs nothing.
 */
@Injectable()
export class Verdicts implements OnModuleInit {
  private readonly kept = new Map<number, Kept>();

  constructor(
    private readonly portraits: Portraits,
    private readonly sources: SourcesQuery,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.queue.handle('judge-source', 1, ({ slug }) => this.judge(slug));
  }

  of({ id, slug, latestAt }: SourceRow, coverage: Coverage): ListedVerdict {
    if (coverage.share === null || coverage.share < COVERAGE_LEAST) return verdictOf([], coverage);
    const kept = this.kept.get(id);
    const isFresh = kept !== undefined && kept.until > this.clock.now().getTime() && kept.latestAt === latestAt;
    if (!isFresh) void this.queue.add('judge-source', slug, { slug });
    return kept?.verdict ?? BEING_MEASURED;
  }

  private async judge(slug: string): Promise<void> {
    const source = await this.sources.bySlug(slug);
    if (!source) return;
    const now = this.clock.now();
    const { portrait } = await this.portraits.ofSource(source, null, spanOf('year', now, null));
    this.kept.set(source.id, { verdict: portrait.engagement.verdict, latestAt: source.latestAt, until: now.getTime() + KEPT_MS });
  }
}
