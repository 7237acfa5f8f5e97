import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { isOneOf, run } from '../database/bulk.js';
import { EntityEntity } from '../mentions/entity.entity.js';
import { instantOfPlace } from '../search/place.js';
import { findingView } from '../spikes/finding.view.js';
import { COUNTED_MS, type Counted, HOUR_MS, type WindowName } from '../spikes/spike.js';
import { Spikes } from '../spikes/spikes.service.js';
import { hrefOfMatches } from '../watches/hrefs.js';
import { SavedSearches } from '../watches/saved-searches.service.js';
import { WatchesQuery } from '../watches/watches.query.js';
import type { Candidate } from './candidate.js';
import type { Subject } from './subject.js';

/** One spike is told once: whatever stands out again within so long is the same. The hour is compared with twelve before it, and a day's talk fades in two. */
export const ONCE_MS: Record<WindowName, number> = { hour: 12 * HOUR_MS, day: 48 * HOUR_MS };
const LOOKED_AT_MAX = 20_000;

/** Of whom or what more is said than usual, at present. */
@Injectable()
export class Spiking {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly saved: SavedSearches,
    private readonly watches: WatchesQuery,
    private readonly spikes: Spikes,
  ) {}

  async find(subject: Pick<Subject, 'entity' | 'watch'>, now: Date): Promise<Candidate[]> {
    const counted = subject.entity === null ? await this.byWatch(subject.watch, now) : await this.byEntity(subject.entity, now);
    if (counted === null) return [];
    const findings = await this.spikes.of(counted.rows, now);
    // An alert may have been on something else before.
    const about = subject.entity === null ? `watch/${subject.watch ?? ''}` : `entity/${subject.entity}`;
    return findings.flatMap((finding): Candidate[] => {
      if (finding.result !== 'spike') return [];
      const { window, until } = finding.spike;
      const view = findingView(finding, counted.href(finding.spike), this.config.timezone);
      return [
        {
          key: `${window}:${Math.floor(until / ONCE_MS[window])}:${about}`,
          postId: null,
          title: `${counted.name}: ${view.mark.toLowerCase()}`,
          sentence: `${view.sentence} ${view.voices.join('; ')}.`,
          quote: null,
          href: view.href,
          at: new Date(until),
        },
      ];
    });
  }

  private async byEntity(slug: string, now: Date) {
    const entity = await this.database.manager.findOneBy(EntityEntity, { slug });
    if (entity === null) return null;
    const { manager } = this.database;
    const sql = `
      SELECT p.sort_at AS at, p.source_id AS "sourceId", CASE WHEN p.voice IS NULL AND p.kind = 'post' THEN 'unknown' ELSE p.voice END AS voice
        FROM post p
       WHERE p.sort_at >= ? AND p.sort_at <= ? AND p.gone_at IS NULL AND p.is_stub = 0
         AND EXISTS (SELECT 1 FROM mention m WHERE m.post_id = p.id AND ${isOneOf(manager, 'm.entity_id')})`;
    const rows = (await run(manager, sql, [now.getTime() - COUNTED_MS, now.getTime(), [entity.id]])) as Counted[];
    return { name: entity.name, rows, href: () => `/entities/${slug}?period=28-days` };
  }

  private async byWatch(slug: string | null, now: Date) {
    const watch = slug === null ? null : await this.saved.bySlug(slug);
    if (watch === null) return null;
    const wanted = {
      searchId: watch.id,
      fromAt: now.getTime() - COUNTED_MS,
      untilAt: null,
      voice: null,
      beforePlace: null,
      rowsMax: LOOKED_AT_MAX,
    };
    const rows = (await this.watches.matches(wanted)).map(({ place, sourceId, voice }): Counted => ({
      at: instantOfPlace(place),
      sourceId,
      voice,
    }));
    const iso = (at: number) => new Date(at).toISOString();
    const href = ({ from, until }: { from: number; until: number }) =>
      hrefOfMatches(watch.slug, { voice: null, from: iso(from), until: iso(until), beforePlace: null });
    return { name: watch.name, rows, href };
  }
}
