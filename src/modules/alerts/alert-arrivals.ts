import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import type { Change } from '../posts/ingest.js';
import { Ingestion } from '../posts/ingestion.js';
import { AlertRuleEntity } from './alert-rule.entity.js';
import { noteEvents } from './noting.js';
import { edited, found, mentioning } from './said.query.js';

/** An archive that is read for the first time is no news. */
export const NEWS_MS = 7 * 86_400_000;

/** Writes down what messages give cause to tell, within the write that stores them. */
@Injectable()
export class AlertArrivals implements OnApplicationBootstrap {
  constructor(private readonly ingestion: Ingestion) {}

  /** Later than the watches, whose module this one imports: here messages must be matched, and their mentions written. */
  onApplicationBootstrap(): void {
    this.ingestion.follow((manager, changes, now) => this.note(manager, changes, now));
  }

  private async note(manager: EntityManager, changes: readonly Change[], now: Date): Promise<void> {
    const rules = await manager.findBy(AlertRuleEntity, { kind: In(['entity', 'query', 'edit']), isPaused: 0 });
    if (rules.length === 0) return;
    const isNews = ({ post }: Change) => (post.updatedAt ?? post.publishedAt ?? now).getTime() > now.getTime() - NEWS_MS;
    const news = { ids: changes.filter(isNews).map(({ id }) => id) };
    const edits = { ids: changes.filter(({ isNew }) => !isNew).map(({ id }) => id) };
    for (const rule of rules) {
      const happened =
        rule.kind === 'entity'
          ? await mentioning(manager, rule, news)
          : rule.kind === 'query'
            ? await found(manager, rule, news)
            : await edited(manager, rule, edits);
      await noteEvents(manager, rule, happened, now);
    }
  }
}
