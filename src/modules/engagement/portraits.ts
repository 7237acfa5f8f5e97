import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Affiliation } from '../sources/source.entity.js';
import { coverageOf } from './coverage.js';
import { daysOf, type Hearing, type Painted, portray } from './hearing.js';
import type { Coverage } from './measures/message.js';
import type { Span } from './period.js';
import { type SourceRow, SourcesQuery } from './sources.query.js';
import { TalkQuery } from './talk.query.js';
import { Listener, type Voice } from './voice.js';

/** Who sits for a portrait: a body in all sources of its own, or one author alone. */
export interface Sitter extends Omit<Voice, 'sourceIds'> {
  sources: readonly SourceRow[];
}

/** Reads the conversation of a voice from the store, and measures it. */
@Injectable()
export class Portraits {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly talks: TalkQuery,
    private readonly sources: SourcesQuery,
    private readonly clock: Clock,
  ) {}

  /** Of a source, or of one who writes for it. */
  async ofSource(source: SourceRow, authorKey: string | null, span: Span, asked: Affiliation | null = null): Promise<Painted> {
    return this.of(await this.sitterOf(source, authorKey), span, asked);
  }

  /** Of a body with all its sources. */
  async of(sitter: Sitter, span: Span, asked: Affiliation | null = null): Promise<Painted> {
    return portray(await this.hear(sitter, span), asked, this.config.timezone);
  }

  async sitterOf(source: SourceRow, authorKey: string | null): Promise<Sitter> {
    return { sources: [source], authorKey, entityIds: await this.sources.entitiesAt(source.siteUrl) };
  }

  /** Was the feed up? For many sources at once. */
  async coverage(sourceIds: readonly number[], span: Span): Promise<Map<number, Coverage>> {
    const days = await this.talks.pollDays(sourceIds, ...daysOf(span));
    return new Map([...days].map(([id, rows]) => [id, coverageOf(rows, ...daysOf(span))]));
  }

  async hear({ sources, ...sitter }: Sitter, span: Span): Promise<Hearing> {
    const sourceIds = sources.map(({ id }) => id);
    const voice = { ...sitter, sourceIds };
    const { rows, addressed, isCut } = await this.talks.read(voice, span.from, span.until);
    const signatures = await this.talks.signatures(sourceIds);
    const listener = new Listener(voice, signatures);
    const inPeriod = rows.filter(({ sortAt }) => sortAt >= span.from && sortAt < span.until);
    const own = new Set(rows.filter((row) => listener.isOwn(row)).map(({ id }) => id));
    // What others say to each other is counted, and not read.
    const heard = inPeriod.filter(({ id, parentId }) => own.has(id) || addressed.has(id) || (parentId !== null && own.has(parentId)));
    const [first, last] = daysOf(span);
    return {
      voice,
      sources,
      periods: await this.sources.periodsOf(sourceIds),
      signatures,
      pollDays: await this.talks.pollDays(sourceIds, first, last),
      followers: await this.talks.audience(sourceIds, last - 1),
      rows,
      addressed,
      texts: await this.talks.texts(heard.map(({ id }) => id)),
      isCut,
      span,
      asOf: this.clock.now().getTime(),
    };
  }
}
