import type { Affiliation } from '../sources/source.entity.js';
import type { Message, Talk } from './measures/message.js';
import { affiliationsFor } from './portrait.js';
import type { KnownPeriod, SourceRow } from './sources.query.js';
import type { TalkRow } from './voice.js';

type AffiliationAt = (author: string | null, at: number) => Affiliation;

/** Under which affiliation each message of a talk is said by the voice, or to it. */
export class Speaking {
  private readonly sources: Map<number, AffiliationAt>;
  private readonly own: ReadonlySet<number>;

  constructor(
    sources: readonly SourceRow[],
    periods: ReadonlyMap<number, readonly KnownPeriod[]>,
    { messages }: Talk,
    private readonly rows: ReadonlyMap<number, TalkRow>,
  ) {
    this.sources = new Map(sources.map((source) => [source.id, affiliationsFor(source, periods.get(source.id) ?? [])]));
    this.own = new Set(messages.flatMap(({ id, own }) => (own ? [id] : [])));
  }

  /** Of a message of its own. */
  affiliationOf({ id, at }: Message): Affiliation {
    return this.of(id, at);
  }

  /**
   * Whether one of its voices said a message, or is spoken to by it. What answers it is said to whom it answers, as he is then; what only names the
   * body is said to each of its voices at that time.
   */
  concerns({ id, at, parentId }: Message, voice: Affiliation): boolean {
    if (this.own.has(id)) return this.of(id, at) === voice;
    if (parentId !== null && this.own.has(parentId)) return this.of(parentId, at) === voice;
    return [...this.sources.values()].some((affiliationAt) => affiliationAt(null, at) === voice);
  }

  private of(speakerId: number, at: number): Affiliation {
    const row = this.rows.get(speakerId);
    return (row && this.sources.get(row.sourceId)?.(row.authorName, at)) ?? 'unknown';
  }
}
