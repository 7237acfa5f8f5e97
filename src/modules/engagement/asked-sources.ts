import { Inject, Injectable } from '@nestjs/common';
import { authorKeyOf } from '../affiliations/affiliation-at.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';
import { listsOf } from './lists.js';
import { type Span, spanAsked } from './period.js';
import { Portraits } from './portraits.js';
import { type SourceRow, SourcesQuery } from './sources.query.js';

/** What the address of a source's page asks for. */
export interface AskedSource {
  source: SourceRow;
  span: Span;
  authorName: string | null;
  authorKey: string | null;
  voice: Affiliation | null;
}

const ALL_SOURCES = { href: '/sources', label: 'All sources' };

/** Reads the addresses of the pages of sources, and finds the messages that they count. Throws `PageNotFound`. */
@Injectable()
export class AskedSources {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
    private readonly clock: Clock,
  ) {}

  async find(slug: string, asked: Record<string, unknown>): Promise<AskedSource> {
    const source = await this.sources.bySlug(slug);
    if (source === null)
      throw new PageNotFound('There is no source at this address. It may have been removed, with the sample or by itself.', [ALL_SOURCES]);
    const now = this.clock.now();
    const span = spanAsked(asked, { first: source.firstAt, latest: source.latestAt }, now, this.config.timezone);
    const authorName = wordOf(asked.author);
    const voice = AFFILIATIONS.find((affiliation) => affiliation === asked.voice) ?? null;
    return { source, span, authorName, authorKey: authorName === null ? null : authorKeyOf(authorName), voice };
  }

  /** The messages that a figure counts. */
  async list({ source, span, authorKey, ...wanted }: AskedSource, asked: Record<string, unknown>) {
    const { portrait, voice } = await this.portraits.ofSource(source, authorKey, span, wanted.voice);
    const list = wordOf(asked.list) ?? 'own';
    const ids = listsOf(portrait).get(list);
    if (ids === undefined)
      throw new PageNotFound('There is no such list of messages: what it counted may have changed since.', [
        { href: `/sources/${source.slug}`, label: source.title },
      ]);
    return { list, ids, voice, measures: portrait.engagement.measures };
  }
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 600 ? value.trim() : null;
}
