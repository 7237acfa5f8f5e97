import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, LessThan } from 'typeorm';
import { Database } from '../database/database.js';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertDeliveryEntity } from './alert-delivery.entity.js';
import { AlertRuleEntity } from './alert-rule.entity.js';
import { Gatherer } from './gatherer.js';
import type { Gathering } from './gathering.js';

/** A place, and what waits for it there and why. */
export interface ListedChannel {
  channel: AlertChannelEntity;
  pending: { events: number; gathering: Gathering } | null;
}

export interface ListedAlert {
  rule: AlertRuleEntity;
  events: number;
  lastAt: number | null;
  channels: AlertChannelEntity[];
}

export interface LoggedDelivery {
  delivery: AlertDeliveryEntity;
  channel: AlertChannelEntity;
  events: number;
}

/** Alerts, and what became of telling them. */
@Injectable()
export class AlertsQuery {
  constructor(
    private readonly database: Database,
    private readonly gatherer: Gatherer,
  ) {}

  /** By name. */
  all(): Promise<ListedAlert[]> {
    return this.listed({});
  }

  async one(slug: string): Promise<ListedAlert | null> {
    return (await this.listed({ slug }))[0] ?? null;
  }

  async channels(ruleId: number): Promise<ListedChannel[]> {
    const { manager } = this.database;
    const listed: ListedChannel[] = [];
    for (const channel of await manager.find(AlertChannelEntity, { where: { ruleId }, order: { id: 'ASC' } })) {
      const [pending] = await this.gatherer.pending(manager, channel.id);
      const gathering = pending ? await this.gatherer.gatheringOf(manager, channel.id) : null;
      listed.push({ channel, pending: pending && gathering ? { events: pending.events, gathering } : null });
    }
    return listed;
  }

  /** What was told or is to be, the newest first. @param beforeId older than this one; null for the newest */
  async log(ruleId: number, rowsMax: number, beforeId: number | null = null): Promise<LoggedDelivery[]> {
    const { manager } = this.database;
    const deliveries = await manager.find(AlertDeliveryEntity, {
      where: { channel: { ruleId }, ...(beforeId === null ? {} : { id: LessThan(beforeId) }) },
      order: { id: 'DESC' },
      relations: { channel: true },
      take: rowsMax,
    });
    if (deliveries.length === 0) return [];
    const counts = await manager.sql<{ id: number; events: number }[]>`
      SELECT delivery_id AS id, COUNT(*) AS events FROM alert_item WHERE delivery_id IN (${() => deliveries.map(({ id }) => id)}) GROUP BY delivery_id`;
    return deliveries.flatMap((delivery) => {
      const events = counts.find(({ id }) => id === delivery.id)?.events ?? 0;
      return delivery.channel ? [{ delivery, channel: delivery.channel, events }] : [];
    });
  }

  async count(ruleId: number): Promise<number> {
    const [row] = await this.database.manager.sql<{ events: number }[]>`
      SELECT COUNT(*) AS events FROM alert_event WHERE rule_id = ${ruleId}`;
    return row?.events ?? 0;
  }

  private async listed(where: FindOptionsWhere<AlertRuleEntity>): Promise<ListedAlert[]> {
    const { manager } = this.database;
    const rules = await manager.find(AlertRuleEntity, { where, order: { name: 'ASC' } });
    if (rules.length === 0) return [];
    const ids = rules.map(({ id }) => id);
    const channels = await manager.find(AlertChannelEntity, { where: { ruleId: In(ids) }, order: { id: 'ASC' } });
    const counts = await manager.sql<{ ruleId: number; events: number; lastAt: number }[]>`
      SELECT rule_id AS "ruleId", COUNT(*) AS events, MAX(noted_at) AS "lastAt" FROM alert_event WHERE rule_id IN (${() => ids}) GROUP BY rule_id`;
    return rules.map((rule) => {
      const { events = 0, lastAt = null } = counts.find(({ ruleId }) => ruleId === rule.id) ?? {};
      return { rule, events, lastAt, channels: channels.filter(({ ruleId }) => ruleId === rule.id) };
    });
  }
}
