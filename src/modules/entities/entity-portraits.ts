import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type AskedPeriod, bucketsOf, type Span, spanAsked } from '../engagement/period.js';
import type { Painted } from '../engagement/hearing.js';
import { Portraits } from '../engagement/portraits.js';
import { type SourceRow, SourcesQuery } from '../engagement/sources.query.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { type Finding } from '../spikes/spike.js';
import { Spikes } from '../spikes/spikes.service.js';
import { likelyThreads, type Mentioned, mentionedIn, within } from './mentioned.js';
import { MentioningQuery, type MentioningRow } from './mentioning.query.js';
import { WatchedQuery } from './watched.query.js';

/** The threads among which the liveliest are sought. */
const THREADS_LOOKED_AT = 500;

export interface EntityPortrait {
  span: Span;
  /** All messages that mention it, at any time. */
  rows: MentioningRow[];
  isCut: boolean;
  mentioned: Mentioned;
  findings: Finding[];
  ownSources: SourceRow[];
  painted: Painted;
  others: Map<number, { slug: string; name: string }>;
}

/** Who mentions an entity, and how it speaks itself. */
@Injectable()
export class EntityPortraits {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly mentioning: MentioningQuery,
    private readonly watched: WatchedQuery,
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
    private readonly spikes: Spikes,
  ) {}

  async of(entity: EntityEntity, asked: Record<string, unknown>, now: Date): Promise<EntityPortrait> {
    const owned = await this.sources.ownedBy(entity);
    const { rows, isCut } = await this.mentioning.read(entity.id);
    const ownSources = owned.map(({ source }) => source);
    const span = spanFor(asked, { rows, sources: ownSources }, now, this.config.timezone);
    const inPeriod = within(rows, span);
    const beside = await this.mentioning.others(
      entity.id,
      inPeriod.map(({ id }) => id),
    );
    const mentioned = mentionedIn({
      rows: inPeriod,
      buckets: bucketsOf(span, this.config.timezone),
      beside,
      sizes: await this.mentioning.sizes(likelyThreads(inPeriod, THREADS_LOOKED_AT)),
    });
    const terms = new Map(owned.map(({ source, terms: those }) => [source.id, those]));
    const voice = AFFILIATIONS.find((affiliation) => affiliation === asked.voice) ?? null;
    return {
      span,
      rows,
      isCut,
      mentioned,
      findings: await this.spikes.of(rows, now),
      ownSources,
      painted: await this.portraits.of({ sources: ownSources, authorKey: null, entityIds: [entity.id], terms }, span, voice),
      others: await this.watched.named([...beside.keys()]),
    };
  }
}

interface Heard {
  rows: readonly MentioningRow[];
  sources: readonly SourceRow[];
}

/** The period that is asked for, else the shortest in which somebody mentioned it, or it spoke. */
function spanFor(asked: AskedPeriod, { rows, sources }: Heard, now: Date, zone: string): Span {
  const first = [rows[0]?.at ?? null, ...sources.map(({ firstAt }) => firstAt)].filter((at) => at !== null);
  const latest = [rows.at(-1)?.at ?? null, ...sources.map(({ latestAt }) => latestAt)].filter((at) => at !== null);
  const known = { first: first.length > 0 ? Math.min(...first) : null, latest: latest.length > 0 ? Math.max(...latest) : null };
  return spanAsked(asked, known, now, zone);
}
