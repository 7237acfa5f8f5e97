import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { In, Like, MoreThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { NEWS_MS } from './alert-arrivals.js';
import { AlertEventEntity } from './alert-event.entity.js';
import { AlertRuleEntity } from './alert-rule.entity.js';
import type { Candidate } from './candidate.js';
import { Happenings } from './happenings.js';
import { noteEvents } from './noting.js';
import { ONCE_MS } from './spiking.js';

/** Looks again and again for what nobody announces: spikes, questions without an answer, removals, silence. It is found in the tables, so a crash misses nothing. */
@Injectable()
export class Lookout implements OnModuleInit {
  private readonly logger = new Logger('Alerts');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly happenings: Happenings,
  ) {}

  onModuleInit(): void {
    this.queue.handle('find-alerts', 1, (_payload, signal) => this.run(signal));
  }

  tick(): Promise<void> {
    return this.queue.add('find-alerts', 'all', {});
  }

  private async run(signal: AbortSignal): Promise<void> {
    const rules = await this.database.manager.findBy(AlertRuleEntity, { kind: In(['edit', 'question', 'silence', 'spike']), isPaused: 0 });
    for (const rule of rules) {
      if (signal.aborted) return;
      try {
        await this.look(rule);
      } catch (error) {
        // One rule that cannot be answered keeps no other from being.
        this.logger.error(
          `The alert ${rule.slug} could not be looked after, and will be again`,
          error instanceof Error ? error.stack : String(error),
        );
      }
    }
  }

  private async look(rule: AlertRuleEntity): Promise<void> {
    const now = this.clock.now();
    const from = new Date(Math.max(rule.sinceAt.getTime(), now.getTime() - NEWS_MS));
    const happened = await this.happenings.unannounced(rule, from, now);
    if (happened.length === 0) return;
    await this.database.write(async (manager) => {
      // It may have been paused, removed or changed while we looked.
      if (!(await manager.existsBy(AlertRuleEntity, { id: rule.id, isPaused: 0, sinceAt: rule.sinceAt }))) return;
      const isTold = async ({ key, at }: Candidate) => {
        const window = key.startsWith('hour:') ? 'hour' : 'day';
        const happenedAt = MoreThan(new Date(at.getTime() - ONCE_MS[window]));
        const about = key.slice(key.lastIndexOf(':'));
        return manager.existsBy(AlertEventEntity, { ruleId: rule.id, key: Like(`${window}:%${about}`), happenedAt });
      };
      const fresh: Candidate[] = [];
      for (const each of happened) if (rule.kind !== 'spike' || !(await isTold(each))) fresh.push(each);
      await noteEvents(manager, rule, fresh, now);
    });
  }
}
