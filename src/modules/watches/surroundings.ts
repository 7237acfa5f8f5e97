import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { VERSION_KEY as ENTITIES_VERSION_KEY } from '../mentions/matchers.js';
import { Rematcher } from '../mentions/rematcher.js';
import type { SourcesOf } from '../search/match.js';
import type { Query } from '../search/query.js';
import { Reindexer } from '../search/reindexer.js';
import { readSources, sourcesBy } from '../search/search.service.js';
import type { Watch } from './watch.js';

/**
 * What the matches of a watch depend on besides the messages: how these are filed, which sources and entities there are, where days begin. When one of
 * these becomes another, stored messages are looked through again.
 */
@Injectable()
export class Surroundings {
  constructor(
    private readonly database: Database,
    private readonly reindexer: Reindexer,
    private readonly entities: Rematcher,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Says of a watch under what its matches would be found now; null while entities are still being looked for. */
  async now(): Promise<(watch: Watch) => string | null> {
    const filed = await this.reindexer.progress();
    const filing = filed !== null && filed.throughId >= filed.untilId ? filed.version : 'under way';
    const sourcesOf = sourcesBy(await readSources(this.database.manager));
    const version = (await this.database.manager.findOneBy(MetaEntity, { key: ENTITIES_VERSION_KEY }))?.value;
    const entities = (await this.entities.progress()) === null ? version : null;
    return ({ query, asks }) => {
      if (asks.entities && entities === null) return null;
      return JSON.stringify({
        filing,
        ...(asks.entities ? { entities } : {}),
        ...(asks.days ? { zone: this.config.timezone } : {}),
        ...(asks.sources ? { sources: sourcesAsked(query, sourcesOf) } : {}),
      });
    };
  }
}

/** The sources that the conditions of a query are about, in their order. */
function sourcesAsked(query: Query, sourcesOf: SourcesOf): (readonly number[])[] {
  if (query.type === 'and' || query.type === 'or') return query.parts.flatMap((part) => sourcesAsked(part, sourcesOf));
  if (query.type === 'not') return sourcesAsked(query.part, sourcesOf);
  return query.type === 'source' || query.type === 'platform' ? [sourcesOf(query)] : [];
}
