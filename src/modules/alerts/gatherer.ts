import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, MoreThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { isOneOf, isPostgres, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertDeliveryEntity } from './alert-delivery.entity.js';
import { AlertOutbox } from './alert-outbox.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { type Gathering, gatheringAt, HOUR_MS, type Manners } from './gathering.js';

/** Events of one delivery: with more, a body would outgrow what receivers take. What is left makes the next. */
export const TOLD_MAX = 500;

/** What waits for one place. */
export interface PendingRow {
  channelId: number;
  events: number;
  firstAt: number;
}

/** Makes deliveries of what has happened: each event goes into one, for each place. */
@Injectable()
export class Gatherer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: AlertOutbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async gather(): Promise<void> {
    for (const { channelId } of await this.pending(this.database.manager)) {
      // Of itself, a decision that is not to be made costs no write.
      const gathering = await this.gatheringOf(this.database.manager, channelId);
      if (gathering?.isDue) await this.database.write((manager) => this.make(manager, channelId));
    }
  }

  /** By place. @param channelId null for all */
  async pending(manager: EntityManager, channelId: number | null = null): Promise<PendingRow[]> {
    const isAll = channelId === null ? 1 : 0;
    return manager.sql<PendingRow[]>`
      SELECT i.channel_id AS "channelId", COUNT(*) AS events, MIN(e.noted_at) AS "firstAt"
        FROM alert_item i JOIN alert_event e ON e.id = i.event_id
       WHERE i.delivery_id IS NULL AND (${isAll} = 1 OR i.channel_id = ${channelId ?? 0})
       GROUP BY i.channel_id ORDER BY i.channel_id`;
  }

  /** What is to become of what waits for a place; null where nothing does. */
  async gatheringOf(manager: EntityManager, channelId: number): Promise<Gathering | null> {
    const [waiting] = await this.pending(manager, channelId);
    const channel = await manager.findOne(AlertChannelEntity, { where: { id: channelId }, relations: { rule: true } });
    if (!waiting || !channel?.rule) return null;
    if (channel.state === 'off') return { isDue: true };
    const now = this.clock.now();
    const recent = { channelId, kind: 'alert', createdAt: MoreThan(new Date(now.getTime() - HOUR_MS)) } as const;
    const made = (await manager.findBy(AlertDeliveryEntity, recent)).map(({ createdAt }) => createdAt);
    const hasOpen = await manager.existsBy(AlertDeliveryEntity, {
      channelId,
      kind: 'alert',
      state: In(['waiting', 'leased', 'handed-over']),
    });
    return gatheringAt({ firstAt: new Date(waiting.firstAt), made, hasOpen }, mannersOf(channel.rule), now, this.config.timezone);
  }

  /** Whoever comes second, in another process, finds nothing left. */
  private async make(manager: EntityManager, channelId: number): Promise<void> {
    if (isPostgres(manager)) await run(manager, 'SELECT id FROM alert_channel WHERE id = ? FOR UPDATE', [channelId]);
    const gathering = await this.gatheringOf(manager, channelId);
    if (!gathering?.isDue) return;
    const now = this.clock.now();
    const channel = await manager.findOneByOrFail(AlertChannelEntity, { id: channelId });
    if (channel.state === 'off') return this.outbox.dropPending(manager, channelId, channel.reason ?? '', now);
    const rows = await manager.sql<{ eventId: number }[]>`
      SELECT event_id AS "eventId" FROM alert_item WHERE channel_id = ${channelId} AND delivery_id IS NULL ORDER BY event_id LIMIT ${TOLD_MAX}`;
    const deliveryId = await this.outbox.add(manager, channelId, 'alert', now);
    const ids = rows.map(({ eventId }) => eventId);
    await run(manager, `UPDATE alert_item SET delivery_id = ? WHERE channel_id = ? AND ${isOneOf(manager, 'event_id')}`, [
      deliveryId,
      channelId,
      ids,
    ]);
  }
}

export function mannersOf({ quietFrom, quietUntil, groupMinutes, hourlyLimit }: AlertRuleEntity): Manners {
  const quiet = quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil };
  return { quiet, groupMinutes, hourlyLimit };
}
